import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Log, Metrics, NestLog, createLog, readConfig, serveMetrics } from '@linkflow/platform';
import { AppModule } from './app.module';
import { WorkerConfig } from './worker.config';

const app = await NestFactory.create<NestFastifyApplication>(
  AppModule,
  new FastifyAdapter({ logger: false }),
  {
    logger: new NestLog(createLog('worker')),
  },
);
serveMetrics(app.getHttpAdapter().getInstance(), app.get(Metrics));
app.enableShutdownHooks();
const { WORKER_PORT, WORKER_HOST } = readConfig(WorkerConfig);
await app.listen(WORKER_PORT, WORKER_HOST);
app.get(Log).info({ port: WORKER_PORT }, 'working on jobs');
