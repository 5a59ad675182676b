import { Global, Inject, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { Batcher } from './batching/batcher';
import { renamedVariablesIn } from './config';
import { Leases } from './leases';
import { LiveEvents } from './live-events';
import { Log, createLog } from './log';
import { Metrics } from './metrics/metrics';
import { MongoModule, type MongoAtStart } from './mongo';
import { PeriodicTasks } from './periodic-tasks';
import { RedisModule } from './redis';
import { Clock, SystemClock } from './time';
import { TracingModule } from './tracing/tracing.module';

/** Imported once by every app: connections, clock, log, metrics, traces, live events, batcher, leases, periodic tasks. */
@Global()
@Module({})
export class PlatformModule implements OnModuleInit {
  constructor(@Inject(Log) private readonly log: Log) {}

  /** `app` labels each log line and metric: api, click or worker. */
  static forApp(app: string, { mongo = 'required' }: { mongo?: MongoAtStart } = {}): DynamicModule {
    return {
      module: PlatformModule,
      imports: [MongoModule.atStart(mongo), RedisModule, TracingModule.forApp(app)],
      providers: [
        { provide: Log, useFactory: () => createLog(app) },
        { provide: Clock, useClass: SystemClock },
        { provide: Metrics, useFactory: () => new Metrics(app) },
        { provide: Leases, useFactory: leasesOn, inject: [getConnectionToken()] },
        LiveEvents,
        Batcher,
        PeriodicTasks,
      ],
      exports: [Log, Clock, Metrics, LiveEvents, Batcher, Leases, PeriodicTasks, RedisModule],
    };
  }

  onModuleInit(): void {
    for (const { old, name, isIgnored } of renamedVariablesIn()) {
      const effect = isIgnored
        ? 'it is ignored, because the new name is set as well'
        : 'the old name still works in this release';
      this.log.warn({ variable: old, use: name }, `${old} was renamed to ${name}; ${effect}`);
    }
  }
}

const leasesOn = (connection: Connection): Leases =>
  new Leases(() => {
    if (!connection.db) throw new Error('A lease was requested before MongoDB was connected.');
    return connection.db;
  });
