import type { WorkerHost } from '@nestjs/bullmq';
import { Injectable, type Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bullmq';
import type { QueueView } from '@linkflow/contracts';
import { Clock, ReadyCheck } from '@linkflow/platform';
import { JOBS, Queues, type JobKind, type JobPayload } from './jobs';

const FAILED_PER_PAGE = 100;

/** Reads from Redis how many jobs each queue holds, by state, and for how long its oldest waiting job has waited. */
@Injectable()
export class QueueStats {
  constructor(
    private readonly queues: Queues,
    private readonly clock: Clock,
  ) {}

  /** One entry per queue of this app. */
  read(): Promise<QueueView[]> {
    return Promise.all(this.queues.all().map((queue) => this.view(queue)));
  }

  /** The payloads of the permanently failed jobs of a kind, in pages; those that cannot be read are left out. */
  async *failedPayloads<K extends JobKind>(kind: K): AsyncGenerator<JobPayload<K>[]> {
    for (const queue of this.queues.of(kind)) {
      for (let from = 0; ; from += FAILED_PER_PAGE) {
        const jobs = await queue.getFailed(from, from + FAILED_PER_PAGE - 1);
        if (jobs.length === 0) break;
        yield jobs.flatMap(({ data }) => {
          const parsed = JOBS[kind].schema.safeParse(data);
          // The cast is safe: the schema of `kind` has validated the payload.
          return parsed.success ? [parsed.data as JobPayload<K>] : [];
        });
      }
    }
  }

  private async view(queue: Queue): Promise<QueueView> {
    const [counts, [oldest]] = await Promise.all([
      queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed'),
      queue.getJobs(['waiting'], 0, 0, true),
    ]);
    const { waiting = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = counts;
    return {
      name: queue.name,
      waiting: waiting + prioritized,
      active,
      delayed,
      failed,
      oldestMs: oldest ? Math.max(0, this.clock.now().getTime() - waitingSince(oldest)) : null,
    };
  }
}

/** Returns since when a job is waiting, epoch ms. For a delayed job this is the end of its delay, not the time when it was added. */
const waitingSince = ({ timestamp, opts }: { timestamp: number; opts: { delay?: number } }): number =>
  timestamp + (opts.delay ?? 0);

/** Ready check of a worker: whether it takes jobs from each of its queues. */
export class QueueWorkers extends ReadyCheck {
  constructor(
    private readonly modules: ModuleRef,
    private readonly processors: readonly { queue: string; type: Type<WorkerHost> }[],
  ) {
    super();
  }

  /** Describes the queues from which this process takes no jobs, because their worker has not started yet or has been closed. */
  missing(): string[] {
    return this.processors
      .filter(({ type }) => !this.isRunning(type))
      .map(({ queue }) => `the worker of ${queue}`);
  }

  private isRunning(type: Type<WorkerHost>): boolean {
    try {
      return this.modules.get(type, { strict: false }).worker.isRunning();
    } catch {
      // The `worker` getter throws until Nest has created the worker, late in the start.
      return false;
    }
  }
}
