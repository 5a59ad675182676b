import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { RedisConfig, readConfig } from '@linkflow/platform';
import { JOB_KINDS, QueueConfig, queueNames, queuePrefix, type JobKind } from './catalogue';
import { processorFor, type JobHandler, type JobHandlers } from './job-handler';
import { JobProducer } from './job-producer';

export interface ConsumeOptions {
  /** Jobs of each queue that one process works on at once. */
  concurrency: Record<JobKind, number>;
  /** Providers and imports that the handlers need. */
  imports: NonNullable<DynamicModule['imports']>;
  providers?: Provider[];
  /** How long a job of a process that died stays unseen, ms. */
  lockMs: number;
}

/** The only place that knows BullMQ from the inside. */
@Module({})
export class QueuesModule {
  /** For an app that adds jobs of these kinds. `failFast`: an add is refused at once while Redis is away, instead of waiting for it. */
  static producing(kinds: readonly JobKind[], how: { failFast: boolean }): DynamicModule {
    return {
      module: QueuesModule,
      global: true,
      imports: registered(kinds, how),
      providers: [JobProducer],
      exports: [JobProducer],
    };
  }

  /** For the app that works on jobs. Takes a handler for every kind there is. */
  static consuming(handlers: JobHandlers, options: ConsumeOptions): DynamicModule {
    const shards = readConfig(QueueConfig).QUEUE_SHARDS;
    const processors = JOB_KINDS.flatMap((kind) =>
      queueNames(kind, shards).map((name) =>
        processorFor(kind, name, handlers[kind] as Type<JobHandler<typeof kind>>, {
          concurrency: options.concurrency[kind],
          lockDuration: options.lockMs,
          stalledInterval: options.lockMs / 2,
          // A job that met dying processes is still somebody's clicks; the engine's own checks stop what is poisonous.
          maxStalledCount: 1_000,
        }),
      ),
    );
    return {
      module: QueuesModule,
      global: true,
      imports: [...registered(JOB_KINDS, { failFast: false }), ...options.imports],
      providers: [JobProducer, ...(options.providers ?? []), ...Object.values(handlers), ...processors],
      exports: [JobProducer],
    };
  }
}

function registered(kinds: readonly JobKind[], { failFast }: { failFast: boolean }): DynamicModule[] {
  const { REDIS_URL, QUEUE_PREFIX } = readConfig(RedisConfig);
  const shards = readConfig(QueueConfig).QUEUE_SHARDS;
  const connection = {
    url: REDIS_URL,
    enableOfflineQueue: !failFast,
    maxRetriesPerRequest: failFast ? 1 : null,
    retryStrategy: (times: number) => Math.min(times * 100, 2_000),
  };
  return kinds.flatMap((kind) =>
    queueNames(kind, shards).map((name) =>
      BullModule.registerQueue({
        name,
        prefix: queuePrefix(QUEUE_PREFIX, name),
        connection,
        skipVersionCheck: true,
      }),
    ),
  );
}
