import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { Clock, Log, readConfig } from '@linkflow/platform';
import { Bell } from '../ports';
import { RunsConfig } from '../runs.config';
import { RUNS, type StoredRun } from '../store/stored-run';
import { PAUSES, type StoredPause } from './stored-pause';

/** Runs let go at once, and runs for one bell: a pause may have held a hundred thousand, and they must not come all together. */
const ROUND = 500;
const BELL = 50;

/**
 * Lets go the runs whose pause has ended, some at a time. It looks for what is held by nothing, and not for what was resumed,
 * so it also finds a run that a worker held on old knowledge, and goes on when the process that began it has died.
 */
@Injectable()
export class HeldRuns {
  private readonly queuedMs = readConfig(RunsConfig).RUN_QUEUED_MS;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly bell: Bell,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async letGo(): Promise<void> {
    const pauses = await this.connection.collection<StoredPause>(PAUSES).find().toArray();
    const runs = this.connection.collection<StoredRun>(RUNS);
    const where = { heldBy: { $exists: true, $nin: pauses.map((pause) => pause._id) } };
    const held = await runs
      .find(where, { projection: { _id: 1 } })
      .limit(ROUND)
      .toArray();
    if (held.length === 0) return;
    const ids = held.map((run) => run._id);
    await runs.updateMany(
      { _id: { $in: ids }, status: 'held', ...where },
      {
        $set: {
          status: 'queued',
          dueAt: new Date(this.clock.now().getTime() + this.queuedMs),
        },
        $unset: { heldBy: '' },
        // Nobody holds it, so there is no fence to raise.
        $inc: { rev: 1 },
      },
    );
    // Not waited for: without Redis the reconciler rings once they are overdue.
    for (let from = 0; from < ids.length; from += BELL) {
      this.bell.ring(ids.slice(from, from + BELL)).catch(() => undefined);
    }
    this.log.info({ runs: ids.length }, 'let go runs whose pause has ended');
  }
}
