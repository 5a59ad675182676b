import {
  Global,
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { AbandonedTransactions } from './abandoned-transactions';
import { Batcher } from './batcher';
import { DatabaseClock } from './database-clock';
import { RedisConfig, optional, readConfig, renamedVariablesIn } from './config';
import { Leases } from './leases';
import { Log, createLog } from './log';
import { Metrics } from './metrics';
import { mongoModule, type MongoAtStart } from './mongo';
import { PeriodicTasks } from './periodic-tasks';
import { PersonalData } from './personal-data';
import { LiveEvents, REDIS, REDIS_FACTORY, REDIS_PREFIX, createRedis, type RedisFactory } from './redis';
import { Retention } from './retention';
import { StagedJobRunner } from './staged-jobs';
import { Clock } from './time';
import { NoTracing, Tracing } from './tracing';

/** Imported once by every app: connections, clock, log, metrics, traces, live events, batcher, leases, periodic tasks and staged jobs. */
@Global()
@Module({})
export class PlatformModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(Log) private readonly log: Log,
    @Inject(REDIS) private readonly redis: Redis,
    private readonly tracing: Tracing,
  ) {}

  /** `app` labels each log line and metric: api, click or worker. */
  static forApp(app: string, { mongo = 'required' }: { mongo?: MongoAtStart } = {}): DynamicModule {
    const providers = [
      { provide: Log, useFactory: () => createLog(app) },
      DatabaseClock,
      {
        provide: Clock,
        // An app that needs MongoDB starts with the database's time, before anything depends on it.
        useFactory: async (clock: DatabaseClock) => {
          if (mongo === 'required') await clock.read();
          return clock;
        },
        inject: [DatabaseClock],
      },
      { provide: Metrics, useFactory: () => new Metrics(app) },
      { provide: Tracing, useFactory: () => createTracing(app) },
      { provide: REDIS, useFactory: createRedis },
      { provide: REDIS_FACTORY, useValue: createRedis satisfies RedisFactory },
      { provide: REDIS_PREFIX, useFactory: () => readConfig(RedisConfig).QUEUE_PREFIX },
      { provide: Leases, useFactory: leasesOn, inject: [getConnectionToken()] },
      LiveEvents,
      Batcher,
      PeriodicTasks,
      StagedJobRunner,
      Retention,
      PersonalData,
      // An app that works without MongoDB has no transactions.
      ...(mongo === 'required' ? [AbandonedTransactions] : []),
    ];
    return { module: PlatformModule, imports: [mongoModule(mongo)], providers, exports: providers };
  }

  onModuleInit(): void {
    for (const { old, name, isIgnored } of renamedVariablesIn()) {
      const effect = isIgnored
        ? 'it is ignored, because the new name is set as well'
        : 'the old name still works in this release';
      this.log.warn({ variable: old, use: name }, `${old} was renamed to ${name}; ${effect}`);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.redis.disconnect();
    await this.tracing.close();
  }
}

const leasesOn = (connection: Connection): Leases =>
  new Leases(() => {
    if (!connection.db) throw new Error('A lease was requested before MongoDB was connected.');
    return connection.db;
  });

const TracingConfig = z.object({
  /** OTLP/HTTP endpoint of the trace collector. Tracing is off if it is not set. */
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(z.url()),
});

async function createTracing(app: string): Promise<Tracing> {
  if (readConfig(TracingConfig).OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return new NoTracing();
  const { OtelTracing } = await import('./otel-tracing');
  return new OtelTracing(app);
}
