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
  /** First writes under way. A second one beside it would be taken for that of another worker. */
  private readonly firstWrites = new Map<StoredRun, Promise<boolean>>();

  constructor(
    private readonly batcher: Batcher,
    private readonly clock: Clock,
    @InjectConnection() private readonly connection: Connection,
  ) {}

  /**
   * A run as its click gives it, held by its maker. It is not written yet: its first checkpoint is, which for most runs is
   * their end, so that they cost one write. Until then its click stands for it: delivered again, it begins the run again,
   * and the first write to arrive decides. One that takes so long that its lease must be renewed is written then.
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
    const early = this.firstWrites.get(run);
    if (early && !(await early)) return false;
    const next: StoredRun = { ...run, rev: run.rev + 1, proven: run.fence };
    if (run.rev === UNWRITTEN) return this.insert(run, next);
    const written = await this.replace(run, next);
    if (written) Object.assign(run, { rev: next.rev, proven: next.proven });
    return written;
  }

  /**
   * Keeps the run for another lease. Touches nothing else, and no revision, as it runs beside the holder's own writes. A run that
   * is not written yet is now: whoever finds its click sees that it is in good hands, and a holder that was frozen meanwhile learns
   * at once that another has begun it, and not only when it has come to its end in vain.
   */
  async renew(run: StoredRun): Promise<boolean> {
    if (run.rev === UNWRITTEN) return this.firstWrites.get(run) ?? this.writeEarly(run);
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

  /** Whether MongoDB has it. As long as it has not, nobody can have taken it from its maker. */
  isWritten(run: StoredRun): boolean {
    return run.rev !== UNWRITTEN;
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

  /** As it stands, beside its walk, which goes on meanwhile. It is no result: should the holder die now, it was in vain. */
  private writeEarly(run: StoredRun): Promise<boolean> {
    run.dueAt = this.leaseEnd();
    return this.insert(run, { ...run, steps: structuredClone(run.steps), rev: run.rev + 1, proven: 0 });
  }

  private insert(run: StoredRun, next: StoredRun): Promise<boolean> {
    const { rev, proven } = next;
    const writing = this.batcher
      .insertOnce(RUNS, next)
      .then((outcome) => {
        if (outcome === 'inserted') Object.assign(run, { rev, proven });
        return outcome === 'inserted';
      })
      .finally(() => this.firstWrites.delete(run));
    this.firstWrites.set(run, writing);
    return writing;
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
