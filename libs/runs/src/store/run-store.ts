import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { canMoveRun } from '@linkflow/workflow';
import { Batcher, Clock, newId, readConfig } from '@linkflow/platform';
import { RunsConfig } from '../runs.config';
import { RUNS, type StoredRun } from './stored-run';

/** The revision of a run that no checkpoint has written yet. */
const UNWRITTEN = 0;

/** What a click gives to its run. */
export type NewRun = Pick<
  StoredRun,
  '_id' | 'linkId' | 'mailingId' | 'recipientId' | 'contactId' | 'version' | 'clickedAt' | 'trace'
>;

/**
 * The runs in MongoDB. Every write of a run that exists is a compare-and-set on its fence: who has lost the run to
 * another writes nothing, so a late result can never stand over a decided one.
 */
@Injectable()
export class RunStore {
  private readonly config = readConfig(RunsConfig);

  constructor(
    private readonly batcher: Batcher,
    private readonly clock: Clock,
    @InjectConnection() private readonly connection: Connection,
  ) {}

  /**
   * A run as its click gives it, held by its maker. It is not written yet: its first checkpoint is, which for most runs is
   * their end, so that they cost one write. Until then its click stands for it: delivered again, it begins the run again,
   * and the first checkpoint to arrive decides.
   */
  begin(from: NewRun): StoredRun {
    return {
      ...from,
      createdAt: this.clock.now(),
      status: 'running',
      fence: 1,
      rev: UNWRITTEN,
      mark: newId(),
      dueAt: this.leaseEnd(),
      steps: [],
    };
  }

  get(id: string): Promise<StoredRun | null> {
    return this.batcher.read<StoredRun>(RUNS, id);
  }

  /** The run of a click that was delivered before: taken up if it is due, as whoever had it may have died, begun if nobody has. */
  async take(from: NewRun): Promise<StoredRun | null> {
    const run = await this.get(from._id);
    return run ? this.claimSeen(run) : this.begin(from);
  }

  /** Takes a run that is due: queued, or waiting or retrying and its time has come, or left by a worker that fell silent. */
  async claim(id: string): Promise<StoredRun | null> {
    const run = await this.get(id);
    return run && this.claimSeen(run);
  }

  private async claimSeen(run: StoredRun): Promise<StoredRun | null> {
    if (!this.isDue(run)) return null;
    const claimed: StoredRun = {
      ...run,
      status: 'running',
      fence: run.fence + 1,
      rev: run.rev + 1,
      dueAt: this.leaseEnd(),
    };
    return (await this.replace(run, claimed)) ? claimed : null;
  }

  /** Writes what the holder of the run has come to. False: it is no longer the holder, and nothing was written. */
  async checkpoint(run: StoredRun): Promise<boolean> {
    const next: StoredRun = { ...run, rev: run.rev + 1 };
    const written =
      run.rev === UNWRITTEN
        ? (await this.batcher.insertOnce(RUNS, next)) === 'inserted'
        : await this.replace(run, next);
    if (written) run.rev = next.rev;
    return written;
  }

  /** Keeps the run for another lease. Touches nothing else, and no revision, as it runs beside the holder's own writes. */
  async renew(run: StoredRun): Promise<boolean> {
    const until = this.leaseEnd();
    if (run.rev === UNWRITTEN) {
      run.dueAt = until;
      return true;
    }
    const outcome = await this.batcher.update(RUNS, {
      _id: run._id,
      where: { fence: run.fence, status: 'running' },
      update: { $set: { dueAt: until } },
      proof: { fence: run.fence },
    });
    if (outcome === 'matched') run.dueAt = until;
    return outcome === 'matched';
  }

  /** Puts what an operator decided in the place of what was there. False: the run has moved on meanwhile. */
  replace(seen: StoredRun, next: StoredRun): Promise<boolean> {
    const { _id, status, fence, rev, steps, dueAt, endedAt, failure } = next;
    const mark = newId();
    // What a run was born with never changes, so it is not sent again.
    const set = Object.fromEntries(
      Object.entries({ status, fence, rev, mark, steps, dueAt, endedAt, failure }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    const gone = (['dueAt', 'endedAt', 'failure'] as const).filter((field) => next[field] === undefined);
    return this.batcher
      .update(RUNS, {
        _id,
        where: { fence: seen.fence, rev: seen.rev },
        update: {
          $set: set,
          ...(gone.length > 0 ? { $unset: Object.fromEntries(gone.map((field) => [field, ''])) } : {}),
        },
        proof: { mark },
      })
      .then((outcome) => outcome === 'matched');
  }

  /** Ids of runs that somebody should look at now, the longest overdue first. */
  async overdue(limit: number): Promise<string[]> {
    const runs = await this.connection
      .collection<StoredRun>(RUNS)
      .find({ dueAt: { $lte: this.clock.now() } }, { projection: { _id: 1 } })
      .sort({ dueAt: 1 })
      .limit(limit)
      .toArray();
    return runs.map((run) => run._id);
  }

  leaseEnd(): Date {
    return new Date(this.clock.now().getTime() + this.config.RUN_LEASE_MS);
  }

  private isDue(run: StoredRun): boolean {
    // One that is running is taken over when its lease has run out; any other must be allowed to run.
    if (run.status !== 'running' && !canMoveRun(run.status, 'running')) return false;
    if (run.status === 'queued') return true;
    return run.dueAt !== undefined && run.dueAt <= this.clock.now();
  }
}
