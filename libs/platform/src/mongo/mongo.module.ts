import { Module, type DynamicModule } from '@nestjs/common';
import { MongooseModule, type MongooseModuleFactoryOptions } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { MongoConfig } from '../config/platform.config';
import { readConfig } from '../config/read-config';
import { Log } from '../log/logger';
import { connectPatiently } from './connect-patiently';

/** What an app does while MongoDB does not answer at its start. */
export type MongoAtStart =
  /** Ends with a reason after some seconds: it can do nothing without it, and whoever runs it starts it again. */
  | 'needed'
  /** Starts, and connects when it can. What is asked of MongoDB until then fails. */
  | 'awaited';

/**
 * The one connection of a process. Writes are acknowledged by a majority, journalled, before anyone hears of them:
 * a run must never be called done by a database that forgets it.
 */
@Module({})
export class MongoModule {
  static atStart(mongo: MongoAtStart): DynamicModule {
    return {
      module: MongoModule,
      imports: [
        MongooseModule.forRootAsync({
          useFactory: (log: Log) => ({ ...options(), ...(mongo === 'awaited' && awaited(log)) }),
          inject: [Log],
        }),
      ],
    };
  }
}

const PATIENCE_MS = 5_000;

const options = (): MongooseModuleFactoryOptions => ({
  uri: readConfig(MongoConfig).MONGODB_URI,
  writeConcern: { w: 'majority' },
  serverSelectionTimeoutMS: PATIENCE_MS,
  maxPoolSize: 20,
  retryAttempts: 0,
  connectionErrorFactory: (cause) =>
    new Error(`MongoDB did not answer within ${PATIENCE_MS / 1000} s at MONGODB_URI: ${cause.message}`, {
      cause,
    }),
});

const awaited = (log: Log): Partial<MongooseModuleFactoryOptions> => ({
  lazyConnection: true,
  connectionFactory: (connection: Connection) => connectPatiently(connection, log),
});
