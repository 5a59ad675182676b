import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { MongoConfig } from '../config/platform.config';
import { readConfig } from '../config/read-config';

/**
 * The one connection of a process. Writes are acknowledged by a majority, journalled, before anyone hears of them:
 * a run must never be called done by a database that forgets it.
 */
@Module({
  imports: [
    MongooseModule.forRootAsync({
      useFactory: () => ({
        uri: readConfig(MongoConfig).MONGODB_URI,
        writeConcern: { w: 'majority' },
        serverSelectionTimeoutMS: 5_000,
        maxPoolSize: 20,
        retryAttempts: 0,
      }),
    }),
  ],
})
export class MongoModule {}
