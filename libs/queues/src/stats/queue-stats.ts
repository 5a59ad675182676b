import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { QueueView } from '@linkflow/contracts';
import { Clock } from '@linkflow/platform';
import { Queues } from '../queues';

/** How the queues stand: how much lies in them, and for how long. Asks Redis; costs the jobs nothing. */
@Injectable()
export class QueueStats {
  constructor(
    private readonly queues: Queues,
    private readonly clock: Clock,
  ) {}

  /** One for each queue that this app knows. */
  read(): Promise<QueueView[]> {
    return Promise.all(this.queues.all().map((queue) => this.view(queue)));
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
      oldestMs: oldest ? Math.max(0, this.clock.now().getTime() - since(oldest)) : null,
    };
  }
}

/** A bell that was ordered for later has waited since then, not since it was ordered. */
const since = ({ timestamp, opts }: { timestamp: number; opts: { delay?: number } }): number =>
  timestamp + (opts.delay ?? 0);
