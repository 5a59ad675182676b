import { getQueueToken } from '@nestjs/bullmq';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bullmq';
import type { QueueView } from '@linkflow/contracts';
import { Clock, readConfig } from '@linkflow/platform';
import { JOBS, QueueConfig, queueNames, type JobKind, type JobPayload } from './catalogue';

/** The BullMQ queues that this app registered. */
export class Queues implements OnModuleInit {
  private readonly shards = readConfig(QueueConfig).QUEUE_SHARDS;
  private readonly byKind = new Map<JobKind, Queue[]>();

  constructor(
    private readonly modules: ModuleRef,
    private readonly kinds: readonly JobKind[],
  ) {}

  /** While Redis is away, each connection attempt emits 'error', which Node prints if unhandled. Commands report their own failures. */
  onModuleInit(): void {
    for (const queue of this.all()) queue.on('error', () => undefined);
  }

  /** The queues of one kind, one per shard. */
  of(kind: JobKind): Queue[] {
    let queues = this.byKind.get(kind);
    if (!queues) {
      queues = queueNames(kind, this.shards).map((name) =>
        this.modules.get<Queue>(getQueueToken(name), { strict: false }),
      );
      this.byKind.set(kind, queues);
    }
    return queues;
  }

  all(): Queue[] {
    return this.kinds.flatMap((kind) => this.of(kind));
  }
}

/** Adds jobs to their queues. The app's `QueuesModule.producing(…)` must name their kinds. */
@Injectable()
export class JobProducer {
  private nextShard = 0;

  constructor(private readonly queues: Queues) {}

  /**
   * Resolves when Redis has stored the job; rejects when it did not.
   *
   * @param more.delayMs earliest start, from now
   * @param more.jobId a job with this id is not added a second time while the first one exists
   */
  async add<K extends JobKind>(
    kind: K,
    payload: JobPayload<K>,
    more: { delayMs?: number | undefined; jobId?: string | undefined } = {},
  ): Promise<void> {
    const queues = this.queues.of(kind);
    const queue = queues[this.nextShard++ % queues.length];
    if (!queue) throw new Error(`No queue for ${kind}`);
    await queue.add(kind, payload, { ...JOBS[kind].options, delay: more.delayMs, jobId: more.jobId });
  }

  /** Enqueues one job that walks these runs, `delayMs` from now if given. */
  enqueue(runIds: string[], delayMs?: number): Promise<void> {
    return this.add('runs', { v: 1, runIds }, { delayMs });
  }

  /** Enqueues a run for quarantine. Ignored while the run is in that queue already. */
  enqueueQuarantined(runId: string): Promise<void> {
    return this.add('quarantine', { v: 1, kind: 'run', runId }, { jobId: `run-${runId}` });
  }

  /** Number of jobs of a kind that are waiting, delayed or active. Rejects when Redis does not answer. */
  async unfinished(kind: JobKind): Promise<number> {
    const counts = await Promise.all(
      this.queues
        .of(kind)
        .map((queue) => queue.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized')),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }
}

/** Sizes and ages of the queues, read from Redis. */
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

/** A delayed job waits from the end of its delay, not from when it was added. */
const waitingSince = ({ timestamp, opts }: { timestamp: number; opts: { delay?: number } }): number =>
  timestamp + (opts.delay ?? 0);
