import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { RedisConfig, Tracing, readConfig } from '@linkflow/platform';
import { JOB_KINDS, QueueConfig, queueNames, queuePrefix, type JobKind } from './catalogue';
import { processorFor, type JobHandler, type JobHandlers } from './job-handler';
import { JobProducer } from './job-producer';
import { Queues } from './queues';
import { QueueStats } from './stats/queue-stats';
import { QueueWorkers } from './stats/queue-workers';
import { queueTelemetry } from './telemetry';

export interface ConsumeOptions {
  /** Jobs of each queue that one process works on at once. */
  concurrency: Record<JobKind, number>;
  /** Providers and imports that the handlers need. */
  imports: NonNullable<DynamicModule['imports']>;
  providers?: Provider[];
  /** How long a job of a process that died stays unseen, ms. */
  lockMs: number;
  /** How long a process that is asked to stop waits for its jobs, ms. */
  stopLimitMs: number;
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
      providers: known(kinds),
      exports: [JobProducer, Queues, QueueStats],
    };
  }

  /** For the app that works on jobs. Takes a handler for every kind there is. */
  static consuming(handlers: JobHandlers, options: ConsumeOptions): DynamicModule {
    const shards = readConfig(QueueConfig).QUEUE_SHARDS;
    const processors = JOB_KINDS.flatMap((kind) =>
      queueNames(kind, shards).map((name) => ({
        queue: name,
        type: processorFor(
          kind,
          name,
          handlers[kind] as Type<JobHandler<typeof kind>>,
          {
            concurrency: options.concurrency[kind],
            lockDuration: options.lockMs,
            stalledInterval: options.lockMs / 2,
            // A job that met dying processes is still somebody's clicks: its handler is told how often, and decides.
            maxStalledCount: 1_000,
          },
          options.stopLimitMs,
        ),
      })),
    );
    return {
      module: QueuesModule,
      global: true,
      imports: [...registered(JOB_KINDS, { failFast: false }), ...options.imports],
      providers: [
        ...known(JOB_KINDS),
        ...(options.providers ?? []),
        ...Object.values(handlers),
        ...processors.map(({ type }) => type),
        {
          provide: QueueWorkers,
          useFactory: (modules: ModuleRef) => new QueueWorkers(modules, processors),
          inject: [ModuleRef],
        },
      ],
      exports: [JobProducer, Queues, QueueStats, QueueWorkers],
    };
  }
}

/** What every app with queues has. */
const known = (kinds: readonly JobKind[]): Provider[] => [
  { provide: Queues, useFactory: (modules: ModuleRef) => new Queues(modules, kinds), inject: [ModuleRef] },
  JobProducer,
  QueueStats,
];

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
      BullModule.registerQueueAsync({
        name,
        useFactory: async (tracing: Tracing) => ({
          prefix: queuePrefix(QUEUE_PREFIX, name),
          connection,
          skipVersionCheck: true,
          ...(await queueTelemetry(tracing)),
        }),
        inject: [Tracing],
      }),
    ),
  );
}
