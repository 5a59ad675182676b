import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { BatchLoader, Clock, Log, PeriodicTasks, readConfig } from '@linkflow/platform';
import { DirtyRuns } from './funnel/run-slices';
import { PendingReruns } from './commands/run-commands';
import { PAUSES, type StoredPause } from './pauses';
import { HELD_BY_GATE, RUNS, type StoredRun } from './persist/run.schema';
import { RunStore } from './persist/run-store';
import { EngineConfig, RunQueue, enqueueAll } from './ports';

interface DueRun {
  runId: string;
  due: Date;
}

/** Runs that wait for at least a second are continued up to this much later, so that many of them share a job, ms. */
const SHARED_MS = 100;
const SHARED_FROM_MS = 1_000;

/**
 * Enqueues the jobs that make workers continue suspended runs. The due time is stored with the run. Only a run that is due within
 * TIMER_HORIZON_MS gets a delayed job, so that Redis holds the jobs of the next minute and not of the next year. The reconciler enqueues
 * all others when they are due. Runs that are suspended together and due at about the same time share a job, because each job
 * costs commands to Redis of its own.
 */
@Injectable()
export class RunTimers {
  private readonly horizonMs = readConfig(EngineConfig).TIMER_HORIZON_MS;
  private readonly jobs = new BatchLoader<DueRun, void>((runs) => this.enqueue(runs));

  constructor(
    private readonly queue: RunQueue,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Enqueues a job for a run that is due within the horizon. Never rejects: without a job, the reconciler enqueues the run later. */
  async schedule(runId: string, due: Date): Promise<void> {
    if (due.getTime() - this.clock.now().getTime() > this.horizonMs) return;
    await this.jobs
      .load({ runId, due })
      .catch((error: unknown) => this.log.warn({ err: error, runId }, 'run could not be scheduled'));
  }

  private async enqueue(runs: readonly DueRun[]): Promise<void[]> {
    const now = this.clock.now().getTime();
    const byDelay = Map.groupBy(runs, ({ due }) => delayUntil(due.getTime(), now));
    await Promise.all(
      [...byDelay].map(([delayMs, group]) =>
        enqueueAll(
          this.queue,
          group.map(({ runId }) => runId),
          delayMs,
        ),
      ),
    );
    return runs.map(() => undefined);
  }
}

/** Delay of the job of a run, ms. A job that comes too early would not find the run due. */
function delayUntil(due: number, now: number): number {
  const delayMs = Math.max(0, due - now);
  return delayMs < SHARED_FROM_MS ? delayMs : Math.ceil(due / SHARED_MS) * SHARED_MS - now;
}

export const REPAIRS = 'repairs';

interface StoredRepairs {
  _id: 'all';
  since: Date;
  enqueued?: number;
  started?: number;
}

/** Number of automatic repairs. */
export interface RepairCounts {
  /** Time of the first repair; null if there was none. */
  since: Date | null;
  /** Number of runs that the reconciler enqueued because their job was missing. */
  enqueued: number;
  /** Number of runs that the sweeper started because a recorded event had none. */
  started: number;
}

/** Counts automatic repairs in one small document that all processes share. */
@Injectable()
export class Repairs {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly clock: Clock,
  ) {}

  async count(kind: 'enqueued' | 'started', by: number): Promise<void> {
    if (by === 0) return;
    await this.repairs.updateOne(
      { _id: 'all' },
      { $inc: { [kind]: by }, $setOnInsert: { since: this.clock.now() } },
      { upsert: true },
    );
  }

  async read(): Promise<RepairCounts> {
    const { since = null, enqueued = 0, started = 0 } = (await this.repairs.findOne({ _id: 'all' })) ?? {};
    return { since, enqueued, started };
  }

  private get repairs(): mongo.Collection<StoredRepairs> {
    return this.connection.collection<StoredRepairs>(REPAIRS);
  }
}

/** Maximum number of overdue runs that the reconciler reads per pass. */
const MAX_OVERDUE_PER_PASS = 2_000;

type OverdueRun = Pick<StoredRun, '_id' | 'status' | 'dueAt' | 'steps'>;

/**
 * Enqueues overdue runs. A run is overdue if Redis lost its job, its worker crashed, or it was suspended for longer than
 * TIMER_HORIZON_MS and therefore has no job. Enqueuing a run twice is harmless, because only one claim succeeds, but it costs work.
 * Therefore a run counts as overdue only one interval (RECONCILE_MS) after its due time, and is not enqueued again within RUN_QUEUED_MS.
 */
@Injectable()
export class Reconciler {
  private readonly everyMs = readConfig(EngineConfig).RECONCILE_MS;
  private readonly horizonMs = readConfig(EngineConfig).TIMER_HORIZON_MS;
  private readonly requeueAfterMs = readConfig(EngineConfig).RUN_QUEUED_MS;
  /** The overdue runs of the previous pass, by id: their due time, and when they were last enqueued. Both in epoch ms. */
  private recent = new Map<string, { dueAt: number; enqueuedAt: number }>();

  constructor(
    private readonly store: RunStore,
    private readonly queue: RunQueue,
    private readonly repairs: Repairs,
    private readonly clock: Clock,
    private readonly log: Log,
    tasks: PeriodicTasks,
  ) {
    tasks.add({
      name: 'reconciler',
      everyMs: this.everyMs,
      leaseMs: this.everyMs * 3,
      run: () => this.reconcile(),
    });
  }

  private async reconcile(): Promise<void> {
    const now = this.clock.now().getTime();
    const overdue = await this.store.overdue(new Date(now - this.everyMs), MAX_OVERDUE_PER_PASS);
    const missing = this.notEnqueuedRecently(overdue, now);
    await enqueueAll(
      this.queue,
      missing.map((run) => run._id),
    );
    const repaired = missing.filter((run) => !this.wasBeyondHorizon(run));
    if (repaired.length === 0) return;
    await this.repairs.count('enqueued', repaired.length);
    this.log.info({ runs: repaired.length }, 'enqueued overdue runs');
  }

  private notEnqueuedRecently(overdue: OverdueRun[], now: number): OverdueRun[] {
    const before = this.recent;
    this.recent = new Map();
    return overdue.filter(({ _id, dueAt }) => {
      const due = dueAt?.getTime() ?? 0;
      const entry = before.get(_id);
      const isRecent = entry?.dueAt === due && now - entry.enqueuedAt < this.requeueAfterMs;
      this.recent.set(_id, { dueAt: due, enqueuedAt: isRecent ? entry.enqueuedAt : now });
      return !isRecent;
    });
  }

  /** Whether the run was suspended for longer than the horizon. It then has no delayed job, and enqueuing it is not a repair. */
  private wasBeyondHorizon({ status, dueAt, steps }: OverdueRun): boolean {
    // The gate of a trigger holds runs for minutes or days.
    if (status === 'held') return true;
    if (status !== 'waiting' && status !== 'retrying') return false;
    const suspendedAt = steps.at(-1)?.attempts.at(-1)?.endedAt;
    if (!dueAt || !suspendedAt) return false;
    return dueAt.getTime() - suspendedAt.getTime() > this.horizonMs;
  }
}

/** Maximum number of held runs that are released per pass. A pause may hold 100,000 runs, which must not all start at once. */
const MAX_RELEASED_PER_PASS = 500;

/**
 * Puts held runs back to `queued`: those whose pause has ended, and those that the gate of their trigger holds and that are woken.
 * `release` searches for runs that are held by a pause that does not exist. So it also finds
 * a run that a worker held because of an outdated cache, and completes a release that a crash interrupted.
 */
@Injectable()
export class HeldRuns {
  private readonly queuedMs = readConfig(EngineConfig).RUN_QUEUED_MS;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly queue: RunQueue,
    private readonly clock: Clock,
    private readonly dirty: DirtyRuns,
    private readonly log: Log,
  ) {}

  async release(): Promise<void> {
    const pauses = await this.connection.collection<StoredPause>(PAUSES).find().toArray();
    const others = [HELD_BY_GATE, ...pauses.map((pause) => pause._id)];
    const where = { status: 'held' as const, heldBy: { $exists: true, $nin: others } };
    const held = await this.runs
      .find(where, { projection: { _id: 1 } })
      .limit(MAX_RELEASED_PER_PASS)
      .toArray();
    if (held.length === 0) return;
    const ids = held.map((run) => run._id);
    await this.queueHeld(ids, where);
    this.log.info({ runs: ids.length }, 'released runs whose pause has ended');
  }

  /** Continues those of the runs that the gate of their trigger holds, briefly or not: the gate is then asked again. */
  wake(runIds: readonly string[]): Promise<void> {
    return this.queueHeld(runIds, { status: { $in: ['held', 'waiting'] }, hold: { $exists: true } });
  }

  private async queueHeld(runIds: readonly string[], where: mongo.Filter<StoredRun>): Promise<void> {
    await this.dirty.around(runIds, () =>
      this.runs.updateMany(
        { _id: { $in: [...runIds] }, ...where },
        {
          $set: { status: 'queued', dueAt: new Date(this.clock.now().getTime() + this.queuedMs) },
          $unset: { heldBy: '', hold: '' },
          // The fence is not raised, because no worker holds the claim of a held run.
          $inc: { rev: 1 },
        },
      ),
    );
    // Not awaited: if Redis is unreachable, the reconciler enqueues the runs once they are overdue.
    enqueueAll(this.queue, runIds).catch(() => undefined);
  }

  private get runs(): mongo.Collection<StoredRun> {
    return this.connection.collection<StoredRun>(RUNS);
  }
}

const EVERY_MS = 1_000;

/** Once a second in one worker: releases held runs and creates pending re-runs. */
@Injectable()
export class Maintenance {
  constructor(
    private readonly held: HeldRuns,
    private readonly reruns: PendingReruns,
    tasks: PeriodicTasks,
  ) {
    tasks.add({ name: 'maintenance', everyMs: EVERY_MS, leaseMs: EVERY_MS * 3, run: () => this.run() });
  }

  private async run(): Promise<void> {
    await this.held.release();
    await this.reruns.createMissing();
  }
}
