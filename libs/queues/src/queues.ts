import { getQueueToken } from '@nestjs/bullmq';
import type { OnModuleInit } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { readConfig } from '@linkflow/platform';
import { QueueConfig, queueNames, type JobKind } from './catalogue';

/** The queues that this app knows, as BullMQ's own objects. */
export class Queues implements OnModuleInit {
  private readonly shards = readConfig(QueueConfig).QUEUE_SHARDS;
  private readonly known = new Map<JobKind, Queue[]>();

  constructor(
    private readonly modules: ModuleRef,
    private readonly kinds: readonly JobKind[],
  ) {}

  /** While Redis is away each attempt to connect is an 'error', printed when nobody hears it; each command reports its own failure. */
  onModuleInit(): void {
    for (const queue of this.all()) queue.on('error', () => undefined);
  }

  /** The queues that carry one kind. */
  of(kind: JobKind): Queue[] {
    let queues = this.known.get(kind);
    if (!queues) {
      queues = queueNames(kind, this.shards).map((name) =>
        this.modules.get<Queue>(getQueueToken(name), { strict: false }),
      );
      this.known.set(kind, queues);
    }
    return queues;
  }

  all(): Queue[] {
    return this.kinds.flatMap((kind) => this.of(kind));
  }
}
