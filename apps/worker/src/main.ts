import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { libMigrations } from '@linkflow/migrations';
import {
  Log,
  Metrics,
  NestLog,
  createLog,
  readConfig,
  runMigrations,
  serveMetrics,
  stopInTime,
} from '@linkflow/platform';
import { AppModule } from './app.module';
import { workerMigrations } from './maintenance';
import { Watchdog } from './watchdog';
import { WorkerConfig } from './worker.config';

await runMigrations('worker', [...libMigrations, ...workerMigrations]);

const { WORKER_PORT, WORKER_HOST, WATCHDOG_MS } = readConfig(WorkerConfig);
const app = await NestFactory.create<NestFastifyApplication>(
  AppModule,
  new FastifyAdapter({ logger: false }),
  {
    logger: new NestLog(createLog('worker')),
  },
);
serveMetrics(app.getHttpAdapter().getInstance(), app.get(Metrics));
stopInTime(app);
app.get(Watchdog).arm(WATCHDOG_MS);
await app.listen(WORKER_PORT, WORKER_HOST);
app.get(Log).info({ port: WORKER_PORT }, 'worker started');
