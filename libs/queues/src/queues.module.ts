import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { QueueOptions } from 'bullmq';
import { RedisConfig, Tracing, readConfig } from '@linkflow/platform';
import { Executions } from './executions';
import { FormerQueues, QUEUE_CONNECTION } from './former-queues';
import {
  JOB_KINDS,
  JobProducer,
  QueueConfig,
  Queues,
  cappedBackoff,
  failedJobsKept,
  processorFor,
  queueNames,
  queuePrefix,
  type JobHandlers,
  type JobKind,
} from './jobs';
import { QueueStats, QueueWorkers } from './queue-status';

export interface ConsumeOptions {
  /** By kind: how many jobs of each of its queues one process handles concurrently. */
  concurrency: Record<JobKind, number>;
  /** Providers and imports that the handlers need. */
  imports: NonNullable<DynamicModule['imports']>;
  providers?: Provider[];
  /** How long a job stays locked after its worker has crashed, ms. Then another worker takes it. */
  lockMs: number;
  /** How long the shutdown waits for the jobs in progress, ms. */
  stopLimitMs: number;
}

/** Registers the queues with BullMQ. Nothing outside this lib uses BullMQ's queues and workers directly. */
@Module({})
export class QueuesModule {
  /** For an app that adds jobs of these kinds. */
  static producing(kinds: readonly JobKind[], options: ConnectionOptions): DynamicModule {
    return {
      module: QueuesModule,
      global: true,
      imports: registered(kinds, options),
      providers: producers(kinds),
      exports: [JobProducer, Queues, QueueStats],
    };
  }

  /** For the app that handles jobs: registers the queues of all kinds, with one worker per queue. */
  static consuming(handlers: JobHandlers, options: ConsumeOptions): DynamicModule {
    const shards = readConfig(QueueConfig).QUEUE_SHARDS;
    const processors = JOB_KINDS.flatMap((kind) =>
      queueNames(kind, shards).map((queue) => ({
        queue,
        type: processorFor({
          kind,
          queue,
          handler: handlers[kind],
          worker: {
            concurrency: options.concurrency[kind],
            lockDuration: options.lockMs,
            stalledInterval: options.lockMs / 2,
            // Practically unlimited: BullMQ must not fail a job because its workers crashed. The handler decides that, by
            // `Delivery.interrupted`.
            maxStalledCount: 1_000,
            removeOnFail: failedJobsKept(),
            settings: { backoffStrategy: cappedBackoff },
          },
          stopLimitMs: options.stopLimitMs,
        }),
      })),
    );
    return {
      module: QueuesModule,
      global: true,
      imports: [...registered(JOB_KINDS, { failFast: false }), ...options.imports],
      providers: [
        ...producers(JOB_KINDS),
        { provide: QUEUE_CONNECTION, useFactory: () => connectionTo({ failFast: false }) },
        FormerQueues,
        Executions,
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

const producers = (kinds: readonly JobKind[]): Provider[] => [
  { provide: Queues, useFactory: (modules: ModuleRef) => new Queues(modules, kinds), inject: [ModuleRef] },
  JobProducer,
  QueueStats,
];

interface ConnectionOptions {
  /** While Redis is unreachable, adding a job rejects instead of waiting. */
  failFast: boolean;
}

const connectionTo = ({ failFast }: ConnectionOptions): QueueOptions['connection'] => ({
  url: readConfig(RedisConfig).REDIS_URL,
  enableOfflineQueue: !failFast,
  maxRetriesPerRequest: failFast ? 1 : null,
  retryStrategy: (times: number) => Math.min(times * 100, 2_000),
});

function registered(kinds: readonly JobKind[], options: ConnectionOptions): DynamicModule[] {
  const shards = readConfig(QueueConfig).QUEUE_SHARDS;
  return kinds.flatMap((kind) =>
    queueNames(kind, shards).map((name) =>
      BullModule.registerQueueAsync({
        name,
        useFactory: async (tracing: Tracing) => ({
          prefix: queuePrefix(readConfig(RedisConfig).QUEUE_PREFIX, name),
          connection: connectionTo(options),
          skipVersionCheck: true,
          ...(await queueTelemetry(tracing)),
        }),
        inject: [Tracing],
      }),
    ),
  );
}

/**
 * Queue options that make BullMQ create spans for jobs and carry the trace context in them. The package is loaded only if tracing is on.
 */
async function queueTelemetry(tracing: Tracing): Promise<Pick<QueueOptions, 'telemetry'>> {
  if (!tracing.on) return {};
  const { BullMQOtel } = await import('bullmq-otel');
  return { telemetry: new BullMQOtel({ tracerName: 'linkflow' }) };
}
