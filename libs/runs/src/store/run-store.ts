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

  /** Takes a run that is due. Null: it is not, or another has taken it. */
  async claim(run: StoredRun): Promise<StoredRun | null> {
    if (!this.isDue(run)) return null;
    const claimed: StoredRun = {
      ...run,
      status: 'running',
      fence: run.fence + 1,
      rev: run.rev + 1,
      proven: run.proven ?? run.fence,
      dueAt: this.leaseEnd(),
    };
    return (await this.replace(run, claimed)) ? claimed : null;
  }

  /** Puts a run back into line that is due and that nobody shall claim before others have looked at it. What was claimed in vain stays counted. */
  async postpone(run: StoredRun, until: Date): Promise<void> {
    await this.batcher.update(RUNS, {
      _id: run._id,
      where: { fence: run.fence, rev: run.rev },
      update: { $set: { status: 'queued', rev: run.rev + 1, mark: newId(), dueAt: until } },
    });
  }

  /** Writes what the holder of the run has come to. False: it is no longer the holder, and nothing was written. */
  async checkpoint(run: StoredRun): Promise<boolean> {
    const next: StoredRun = { ...run, rev: run.rev + 1, proven: run.fence };
    const written =
      run.rev === UNWRITTEN
        ? (await this.batcher.insertOnce(RUNS, next)) === 'inserted'
        : await this.replace(run, next);
    if (written) Object.assign(run, { rev: next.rev, proven: next.proven });
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
    const mark = newId();
    return this.batcher
      .update(RUNS, {
        _id: next._id,
        where: { fence: seen.fence, rev: seen.rev },
        update: changeOf({ ...next, mark }),
        proof: { mark },
      })
      .then((outcome) => outcome === 'matched');
  }

  /** Runs that somebody should have looked at by `then`, the longest overdue first, with the last of their steps alone. */
  overdue(then: Date, limit: number): Promise<Pick<StoredRun, '_id' | 'status' | 'dueAt' | 'steps'>[]> {
    return this.connection
      .collection<StoredRun>(RUNS)
      .find({ dueAt: { $lte: then } }, { projection: { status: 1, dueAt: 1, steps: { $slice: -1 } } })
      .sort({ dueAt: 1 })
      .limit(limit)
      .toArray();
  }

  leaseEnd(): Date {
    return new Date(this.clock.now().getTime() + this.config.RUN_LEASE_MS);
  }

  /** Queued, or waiting or retrying and its time has come, or left by a worker that fell silent. */
  isDue(run: StoredRun): boolean {
    // One that is running is taken over when its lease has run out; any other must be allowed to run.
    if (run.status !== 'running' && !canMoveRun(run.status, 'running')) return false;
    if (run.status === 'queued') return true;
    return run.dueAt !== undefined && run.dueAt <= this.clock.now();
  }
}

/** What a run was born with never changes, so it is not sent again. */
function changeOf(next: StoredRun): { $set: Partial<StoredRun>; $unset?: Record<string, ''> } {
  const { status, fence, rev, mark, steps, dueAt, endedAt, failure, heldBy, againBy, unborn, bulkIds } = next;
  // Whatever is written but a claim is a result, or the word of a person: the claims before it were not in vain.
  const proven = status === 'running' ? next.proven : fence;
  const fields = {
    status,
    fence,
    rev,
    proven,
    mark,
    steps,
    dueAt,
    endedAt,
    failure,
    heldBy,
    againBy,
    unborn,
    bulkIds,
  };
  const set = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const gone = (['dueAt', 'endedAt', 'failure', 'heldBy'] as const).filter(
    (field) => next[field] === undefined,
  );
  return {
    $set: set,
    ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map((field) => [field, '' as const])) }),
  };
}
