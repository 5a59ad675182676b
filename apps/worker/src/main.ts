import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Log, Metrics, NestLog, createLog, readConfig, serveMetrics } from '@linkflow/platform';
import { AppModule } from './app.module';
import { startWatchdog } from './watchdog/watchdog';
import { WorkerConfig } from './worker.config';

const { WORKER_PORT, WORKER_HOST, WATCHDOG_MS, STOP_LIMIT_MS } = readConfig(WorkerConfig);
const app = await NestFactory.create<NestFastifyApplication>(
  AppModule,
  new FastifyAdapter({ logger: false }),
  {
    logger: new NestLog(createLog('worker')),
  },
);
serveMetrics(app.getHttpAdapter().getInstance(), app.get(Metrics));
app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
// A connection that does not close, as its server is away, must not keep the process longer than its limit.
process.once('SIGTERM', () => setTimeout(() => process.exit(0), STOP_LIMIT_MS).unref());
await app.listen(WORKER_PORT, WORKER_HOST);
startWatchdog(WATCHDOG_MS);
app.get(Log).info({ port: WORKER_PORT }, 'working on jobs');
