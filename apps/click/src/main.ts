import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Log, Metrics, NestLog, createLog, serveMetrics, stopGently, stopInTime } from '@linkflow/platform';
import { AppModule } from './app.module';
import { ClickSettings } from './click.config';
import { ClickHandler } from './http/click-handler';
import { BODY_LIMIT_BYTES, NotFoundFilter, createClickServer, registerClickRoute } from './http/click-server';
import { installFastPath } from './http-fast';

/**
 * Maximum number of connections that wait to be accepted: a mailing causes thousands of new connections within a second. Linux reduces this
 * to `somaxconn`.
 */
const LISTEN_BACKLOG = 4_096;

const app = await NestFactory.create<NestFastifyApplication>(
  AppModule,
  new FastifyAdapter({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    serverFactory: createClickServer,
    exposeHeadRoutes: false,
    // Lets URLs with overlong tokens reach our route, which answers them with the neutral page.
    routerOptions: { maxParamLength: 65_536 },
    // While the process stops, open connections are still answered; new ones are refused.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  }),
  { logger: new NestLog(createLog('click')), bodyParser: false },
);
const { port, host, fastPath } = app.get(ClickSettings);
const fastify = app.getHttpAdapter().getInstance();
stopGently(fastify);
const handler = app.get(ClickHandler);
registerClickRoute(fastify, handler);
if (fastPath) installFastPath(fastify.server, handler);
serveMetrics(fastify, app.get(Metrics));
app.useGlobalFilters(new NotFoundFilter());
stopInTime(app);

await app.listen({ port, host, backlog: LISTEN_BACKLOG });
app.get(Log).info({ port, fastPath }, 'answering clicks');
