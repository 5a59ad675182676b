import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { Clock, Log, PeriodicTasks, readConfig } from '@linkflow/platform';
import { PendingReruns } from './commands/run-commands';
import { PAUSES, type StoredPause } from './pauses';
import { RUNS, type StoredRun } from './persist/run.schema';
import { RunStore } from './persist/run-store';
import { EngineConfig, RunQueue, enqueueAll } from './ports';

/**
 * Schedules the wake-up of waiting and retrying runs. The due time is stored with the run; only those due within the horizon become
 * delayed jobs, so that Redis holds a minute of the future and not a year.
 */
@Injectable()
export class RunTimers {
  private readonly horizonMs = readConfig(EngineConfig).TIMER_HORIZON_MS;

  constructor(
    private readonly queue: RunQueue,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Never rejects: the reconciler enqueues a run whose job could not be scheduled. */
  async schedule(runId: string, due: Date): Promise<void> {
    const delayMs = Math.max(0, due.getTime() - this.clock.now().getTime());
    if (delayMs > this.horizonMs) return;
    await this.queue
      .enqueue([runId], delayMs)
      .catch((error: unknown) => this.log.warn({ err: error, runId }, 'run could not be scheduled'));
  }
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
  /** Start of counting; null: there was none. */
  since: Date | null;
  /** Due runs that were not enqueued. */
  enqueued: number;
  /** Runs that were missing for a recorded event. */
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

/** Runs read per pass. */
const MAX_OVERDUE_PER_PASS = 2_000;

type OverdueRun = Pick<StoredRun, '_id' | 'status' | 'dueAt' | 'steps'>;

/**
 * Enqueues overdue runs: their job was lost with Redis, their worker crashed, or they were due too late for a delayed job. Enqueuing
 * a run twice is harmless, because only one claim succeeds, but it costs work. Therefore a run counts as overdue only one interval
 * after its due time, and is not enqueued again within RUN_QUEUED_MS.
 */
@Injectable()
export class Reconciler {
  private readonly everyMs = readConfig(EngineConfig).RECONCILE_MS;
  private readonly horizonMs = readConfig(EngineConfig).TIMER_HORIZON_MS;
  private readonly requeueAfterMs = readConfig(EngineConfig).RUN_QUEUED_MS;
  /** Overdue runs that were enqueued: their due time, and when they were enqueued. */
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

  /** Whether the run was due too late for a delayed job, so that enqueuing it is regular work and no repair. */
  private wasBeyondHorizon({ status, dueAt, steps }: OverdueRun): boolean {
    if (status !== 'waiting' && status !== 'retrying') return false;
    const suspendedAt = steps.at(-1)?.attempts.at(-1)?.endedAt;
    if (!dueAt || !suspendedAt) return false;
    return dueAt.getTime() - suspendedAt.getTime() > this.horizonMs;
  }
}

/** Held runs released per pass. A pause may hold 100,000 runs, and they must not start all at once. */
const MAX_RELEASED_PER_PASS = 500;

/**
 * Releases the runs whose pause has ended. Searches for runs held by a pause that does not exist, so it also finds a run that a
 * worker held because of an outdated cache, and continues after a crash.
 */
@Injectable()
export class HeldRuns {
  private readonly queuedMs = readConfig(EngineConfig).RUN_QUEUED_MS;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly queue: RunQueue,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async release(): Promise<void> {
    const pauses = await this.connection.collection<StoredPause>(PAUSES).find().toArray();
    const runs = this.connection.collection<StoredRun>(RUNS);
    const where = { heldBy: { $exists: true, $nin: pauses.map((pause) => pause._id) } };
    const held = await runs
      .find(where, { projection: { _id: 1 } })
      .limit(MAX_RELEASED_PER_PASS)
      .toArray();
    if (held.length === 0) return;
    const ids = held.map((run) => run._id);
    await runs.updateMany(
      { _id: { $in: ids }, status: 'held', ...where },
      {
        $set: { status: 'queued', dueAt: new Date(this.clock.now().getTime() + this.queuedMs) },
        $unset: { heldBy: '' },
        // The fence stays: a held run has no holder to exclude.
        $inc: { rev: 1 },
      },
    );
    // Not awaited: if Redis is unreachable, the reconciler enqueues the runs once they are overdue.
    enqueueAll(this.queue, ids).catch(() => undefined);
    this.log.info({ runs: ids.length }, 'released runs whose pause has ended');
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
