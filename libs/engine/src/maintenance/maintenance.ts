import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { Clock, Log, PeriodicTasks, readConfig } from '@linkflow/platform';
import { PendingReruns } from '../commands/pending-reruns';
import { PAUSES, type StoredPause } from '../pauses';
import { RUNS, type StoredRun } from '../persist/run.schema';
import { EngineConfig, RunQueue, enqueueAll } from '../ports';

/** Held runs released per pass. A pause may hold 100,000 runs, and they must not start all at once. */
const MAX_PER_PASS = 500;

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
      .limit(MAX_PER_PASS)
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
