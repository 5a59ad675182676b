import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { readConfig } from '@linkflow/platform';
import { JOBS, QueueConfig, queueNames, type JobKind, type JobPayload } from './catalogue';

/** Puts jobs on their queues. Only kinds that the app's `QueuesModule.producing(…)` names can be added. */
@Injectable()
export class JobProducer {
  private readonly shards = readConfig(QueueConfig).QUEUE_SHARDS;
  private readonly queues = new Map<JobKind, Queue[]>();
  private turn = 0;

  constructor(private readonly modules: ModuleRef) {}

  /** Resolves when Redis has the job; rejects when it does not take it. `delayMs`: not before that much later. */
  async add<K extends JobKind>(
    kind: K,
    payload: JobPayload<K>,
    more: { delayMs?: number; jobId?: string } = {},
  ): Promise<void> {
    const queues = this.queuesOf(kind);
    const queue = queues[this.turn++ % queues.length];
    if (!queue) throw new Error(`No queue for ${kind}`);
    await queue.add(kind, payload, { ...JOBS[kind].options, delay: more.delayMs, jobId: more.jobId });
  }

  /** Rings the bell for runs: at once, or `delayMs` from now. */
  ring(runIds: string[], delayMs?: number): Promise<void> {
    return this.add('advance', { v: 1, runIds }, { delayMs });
  }

  private queuesOf(kind: JobKind): Queue[] {
    let queues = this.queues.get(kind);
    if (!queues) {
      queues = queueNames(kind, this.shards).map((name) =>
        this.modules.get<Queue>(getQueueToken(name), { strict: false }),
      );
      this.queues.set(kind, queues);
    }
    return queues;
  }
}
