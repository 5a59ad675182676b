import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { canMoveRun } from '@linkflow/workflow';
import {
  Batcher,
  Clock,
  LiveEvents,
  newId,
  readConfig,
  type UpdateOutcome,
  type UpdateSpec,
} from '@linkflow/platform';
import { DirtyRuns } from '../funnel/run-slices';
import { EngineConfig } from '../ports';
import { RUNS, type StoredRun, type StoredStep } from './run.schema';

/** Revision of a run that is not stored yet. */
const UNWRITTEN = 0;
/** Maximum factor by which crashes lengthen the lease of a run. */
const MAX_LEASE_FACTOR = 4;

/** The fields of a run that its event determines. Only the verdict changes, see RunVerdicts. */
export type NewRun = Pick<StoredRun, '_id' | 'trigger' | 'subject' | 'context' | 'workflow' | 'trace'> &
  Pick<StoredRun, 'verdict' | 'verdictWrites'>;

/**
 * The runs in MongoDB. Every update is a compare-and-set on the fence and, except for a lease renewal, the revision. So a worker that
 * has lost a run cannot overwrite what its new holder has written.
 */
@Injectable()
export class RunStore {
  private readonly config = readConfig(EngineConfig);
  /**
   * The inserts of new runs that are in progress. They prevent a second, concurrent insert of the same run by this process: it would
   * fail, as if another worker had inserted the run.
   */
  private readonly firstWrites = new Map<StoredRun, Promise<boolean>>();

  constructor(
    private readonly batcher: Batcher,
    private readonly clock: Clock,
    private readonly dirty: DirtyRuns,
    @InjectConnection() private readonly connection: Connection,
  ) {}

  /**
   * Creates a new run in memory, claimed by this process. Its first checkpoint inserts it. Most runs have ended by then, so they cost
   * one write. Before that, only the recorded event is stored: if the event is redelivered, its run is started again, and only the
   * first insert succeeds. A run that is still not stored when its lease is renewed is inserted then.
   */
  start(from: NewRun): StoredRun {
    return {
      ...from,
      createdAt: this.clock.now(),
      status: 'running',
      fence: 1,
      rev: UNWRITTEN,
      writeToken: newId(),
      dueAt: this.leaseEnd(),
      steps: [],
    };
  }

  /** Creates a new run in memory with status `queued`, claimed by no worker. The caller inserts it. */
  queued(from: NewRun): StoredRun {
    const createdAt = this.clock.now();
    return {
      ...from,
      createdAt,
      status: 'queued',
      fence: 0,
      rev: 1,
      writeToken: newId(),
      dueAt: new Date(createdAt.getTime() + this.config.RUN_QUEUED_MS),
      steps: [],
    };
  }

  /** Inserts a run. Returns false if a run with its id exists. */
  async insert(run: StoredRun): Promise<boolean> {
    const outcome = await this.dirty.around([run._id], () => this.batcher.insertOnce(RUNS, run));
    return outcome === 'inserted';
  }

  get(id: string): Promise<StoredRun | null> {
    return this.batcher.read<StoredRun>(RUNS, id);
  }

  /**
   * Claims a due run. Returns null if the run is not due or has changed since it was read, for example by another claim. Whether the
   * lease of a running run has expired is decided by the database's clock, in the write itself.
   */
  async claim(run: StoredRun): Promise<StoredRun | null> {
    if (!this.isDue(run)) return null;
    const interrupted = interruptionsOf(run);
    const claimed: StoredRun = {
      ...run,
      status: 'running',
      fence: run.fence + 1,
      rev: run.rev + 1,
      interrupted: interrupted === 0 ? undefined : interrupted,
      heldBy: undefined,
      hold: undefined,
      dueAt: this.leaseEnd(interrupted),
    };
    return (await this.replace(run, claimed, run.status === 'running' ? LEASE_EXPIRED : {})) ? claimed : null;
  }

  /**
   * Puts a due run back to `queued`, due at `until`. Keeps the number of its interruptions. Returns false, and writes nothing, if the run
   * has changed since it was read.
   */
  async postpone(run: StoredRun, until: Date): Promise<boolean> {
    const interrupted = interruptionsOf(run);
    const writeToken = newId();
    const outcome = await this.update({
      _id: run._id,
      where: { fence: run.fence, rev: run.rev },
      update: { $set: { status: 'queued', rev: run.rev + 1, writeToken, dueAt: until, interrupted } },
      proof: { writeToken },
    });
    return outcome === 'matched';
  }

  /**
   * Stores the state of a walk. Returns false, and writes nothing, if this process no longer holds the run.
   * @param options.progress false before an attempt: a crash during the attempt must still count as an interruption without progress
   */
  async checkpoint(run: StoredRun, { progress = true } = {}): Promise<boolean> {
    const firstWrite = this.firstWrites.get(run);
    if (firstWrite && !(await firstWrite)) return false;
    const next: StoredRun = { ...run, rev: run.rev + 1 };
    if (progress) delete next.interrupted;
    if (run.rev === UNWRITTEN) return this.insertFirst(run, next);
    const written = await this.replace(run, next);
    if (!written) return false;
    run.rev = next.rev;
    if (progress) delete run.interrupted;
    return true;
  }

  /**
   * Extends the lease. Changes only `dueAt` and not the revision, because a checkpoint of the same run may be in progress. If the run is
   * not stored yet, inserts it. That tells the sweeper that the event has a run, and tells a worker that was frozen whether another
   * worker has started the same run meanwhile.
   * @returns false if the run was lost
   */
  async renew(run: StoredRun): Promise<boolean> {
    if (run.rev === UNWRITTEN) return this.firstWrites.get(run) ?? this.insertEarly(run);
    const until = this.leaseEnd(run.interrupted);
    const outcome = await this.batcher.update(RUNS, {
      _id: run._id,
      where: { fence: run.fence, status: 'running' },
      update: { $set: { dueAt: until } },
      proof: { fence: run.fence },
    });
    if (outcome === 'matched') run.dueAt = until;
    return outcome === 'matched';
  }

  /** Whether the run is stored. No other worker can claim a run that is not stored. */
  isWritten(run: StoredRun): boolean {
    return run.rev !== UNWRITTEN;
  }

  /**
   * Replaces `seen` by `next`. Returns false, and writes nothing, if the run has changed since `seen` was read or does not match the
   * further conditions `where`.
   */
  async replace(seen: StoredRun, next: StoredRun, where: Record<string, unknown> = {}): Promise<boolean> {
    const writeToken = newId();
    const outcome = await this.update({
      _id: next._id,
      where: { fence: seen.fence, rev: seen.rev, ...where },
      update: updateOf({ ...next, writeToken }),
      proof: { writeToken },
    });
    return outcome === 'matched';
  }

  /** Writes what funnels count. */
  private update(spec: UpdateSpec): Promise<UpdateOutcome> {
    return this.dirty.around([spec._id], () => this.batcher.update(RUNS, spec));
  }

  /** Runs that were due before `then`, longest overdue first, with their last step only. */
  overdue(then: Date, limit: number): Promise<Pick<StoredRun, '_id' | 'status' | 'dueAt' | 'steps'>[]> {
    return this.connection
      .collection<StoredRun>(RUNS)
      .find({ dueAt: { $lte: then } }, { projection: { status: 1, dueAt: 1, steps: { $slice: -1 } } })
      .sort({ dueAt: 1 })
      .limit(limit)
      .toArray();
  }

  /** Whether the run may be claimed: it is queued, or waiting or retrying with its due time reached, or running with an expired lease. */
  isDue(run: StoredRun): boolean {
    if (run.status !== 'running' && !canMoveRun(run.status, 'running')) return false;
    if (run.status === 'queued') return true;
    return run.dueAt !== undefined && run.dueAt <= this.clock.now();
  }

  /** Inserts a copy of the run while its walk continues. */
  private insertEarly(run: StoredRun): Promise<boolean> {
    run.dueAt = this.leaseEnd();
    return this.insertFirst(run, { ...run, steps: structuredClone(run.steps), rev: run.rev + 1 });
  }

  private insertFirst(run: StoredRun, next: StoredRun): Promise<boolean> {
    const writing = this.insert(next)
      .then((inserted) => {
        if (inserted) run.rev = next.rev;
        return inserted;
      })
      .finally(() => this.firstWrites.delete(run));
    this.firstWrites.set(run, writing);
    return writing;
  }

  /**
   * When a lease that is taken or renewed now expires. Each interruption doubles the lease, up to a limit: a run whose worker crashed
   * again then waits longer for its next try, so that a crash loop of a few minutes does not use up all its tries.
   */
  private leaseEnd(interrupted = 0): Date {
    const factor = Math.min(2 ** interrupted, MAX_LEASE_FACTOR);
    return new Date(this.clock.now().getTime() + this.config.RUN_LEASE_MS * factor);
  }
}

/** Condition of an update: the lease has expired by the database's clock. */
const LEASE_EXPIRED = { $expr: { $lte: ['$dueAt', '$$NOW'] } };

/**
 * Number of claims since the last progress whose worker crashed or froze, for a run that no worker is walking. A run with an expired lease
 * is still `running`: its last claim was interrupted too.
 */
export const interruptionsOf = ({ interrupted = 0, status }: StoredRun): number =>
  interrupted + (status === 'running' ? 1 : 0);

/** The mutable fields of a run that `updateOf` sets and never removes. */
const SETTABLE = [
  'status',
  'fence',
  'rev',
  'writeToken',
  'steps',
  'rerunBy',
  'pendingRerun',
  'bulkIds',
  'decision',
] as const;
/** The mutable fields of a run that `updateOf` sets, or removes if they are undefined. */
const REMOVABLE = ['dueAt', 'endedAt', 'failure', 'heldBy', 'hold', 'interrupted'] as const;

/** Returns the update that writes the mutable fields of a run. The fields of NewRun are not written; RunVerdicts writes the verdict. */
function updateOf(next: StoredRun): { $set: Record<string, unknown>; $unset?: Record<string, ''> } {
  // Interruptions are counted for a run that is being walked. Every other write is a result or a command, after which the count starts
  // at zero.
  const run = next.status === 'running' ? next : { ...next, interrupted: undefined };
  const $set: Record<string, unknown> = {};
  for (const field of [...SETTABLE, ...REMOVABLE]) {
    if (run[field] !== undefined) $set[field] = run[field];
  }
  const removed = REMOVABLE.filter((field) => run[field] === undefined);
  if (removed.length === 0) return { $set };
  return { $set, $unset: Object.fromEntries(removed.map((field) => [field, '' as const])) };
}

/** Publishes the status of a run to the open screens. */
export function announceRun(live: LiveEvents, clock: Clock, run: StoredRun): void {
  const { _id: runId, subject, workflow, status } = run;
  live.announce(() => ({
    type: 'run',
    runId,
    subject: { contactId: subject.contactId },
    workflow,
    status,
    at: clock.now().toISOString(),
  }));
}

/** Publishes the status of a step to the open screens. */
export function announceStep(live: LiveEvents, clock: Clock, run: StoredRun, step: StoredStep): void {
  live.announce(() => ({
    type: 'step',
    runId: run._id,
    workflow: run.workflow,
    nodeId: step.nodeId,
    status: step.status,
    attempt: step.attempts.length,
    port: step.port,
    at: clock.now().toISOString(),
  }));
}
