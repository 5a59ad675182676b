import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Batcher } from './batching/batcher';
import { Clock, SystemClock } from './clock';
import { LiveEvents } from './live/live-events';
import { Log, createLog } from './log/logger';
import { Metrics } from './metrics/metrics';
import { MongoModule, type MongoAtStart } from './mongo/mongo.module';
import { RedisModule } from './redis/redis.module';
import { TracingModule } from './tracing/tracing.module';

/** What every app needs, once: connections, clock, log, numbers, traces, live events, the batcher. */
@Global()
@Module({})
export class PlatformModule {
  /** `app` is the name that stands in each log line and number: api, click or worker. */
  static forApp(app: string, { mongo = 'needed' }: { mongo?: MongoAtStart } = {}): DynamicModule {
    return {
      module: PlatformModule,
      imports: [MongoModule.atStart(mongo), RedisModule, TracingModule.forApp(app)],
      providers: [
        { provide: Log, useFactory: () => createLog(app) },
        { provide: Clock, useClass: SystemClock },
        { provide: Metrics, useFactory: () => new Metrics(app) },
        LiveEvents,
        Batcher,
      ],
      exports: [Log, Clock, Metrics, LiveEvents, Batcher, RedisModule],
    };
  }
}
