import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { canMoveRun } from '@linkflow/workflow';
import { Batcher, Clock, newId, readConfig } from '@linkflow/platform';
import { RunsConfig } from '../runs.config';
import { RUNS, type StoredRun } from './stored-run';

/** What a click gives to its run. */
export type NewRun = Pick<
  StoredRun,
  '_id' | 'linkId' | 'mailingId' | 'recipientId' | 'contactId' | 'version' | 'clickedAt'
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

  /** A run that is claimed by its maker from birth. Null when the click has one already. */
  async create(from: NewRun): Promise<StoredRun | null> {
    const now = this.clock.now();
    const run: StoredRun = {
      ...from,
      createdAt: now,
      status: 'running',
      fence: 1,
      rev: 1,
      mark: newId(),
      dueAt: this.leaseEnd(),
      steps: [],
    };
    return (await this.batcher.insertOnce(RUNS, run)) === 'inserted' ? run : null;
  }

  get(id: string): Promise<StoredRun | null> {
    return this.batcher.read<StoredRun>(RUNS, id);
  }

  /** Takes a run that is due: queued, or waiting or retrying and its time has come, or left by a worker that fell silent. */
  async claim(id: string): Promise<StoredRun | null> {
    const run = await this.get(id);
    if (!run || !this.isDue(run)) return null;
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
    const written = await this.replace(run, next);
    if (written) run.rev = next.rev;
    return written;
  }

  /** Keeps the run for another lease. Touches nothing else, and no revision, as it runs beside the holder's own writes. */
  async renew(run: StoredRun): Promise<boolean> {
    const until = this.leaseEnd();
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
