import 'reflect-metadata';
import type { ListenOptions } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { withoutTail } from '@linkflow/links';
import { Log, Metrics, NestLog, createLog, serveMetrics, stopGently, stopInTime } from '@linkflow/platform';
import { AppModule } from './app.module';
import { ClickSettings } from './click.config';
import { ClickHandler } from './http/click-handler';
import { CLICK_PATH } from './http/click-messages';
import {
  BODY_LIMIT_BYTES,
  NotFoundFilter,
  createClickServer,
  registerClickRoute,
  serveAdmin,
} from './http/click-server';
import { PictureFiles, registerPictureRoute } from './http/picture-files';
import { installFastPath } from './http-fast';
import { FormHandler, registerFormRoute } from './forms/form-handler';
import { SubscriptionHandler, registerSubscriptionRoute } from './subscriptions/subscription-handler';

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
    rewriteUrl: ({ url = '' }) => withoutTail(url, CLICK_PATH),
    // Lets URLs with overlong tokens reach our route, which answers them with the neutral page.
    routerOptions: { maxParamLength: 65_536 },
    // While the process stops, open connections are still answered; new ones are refused.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  }),
  { logger: new NestLog(createLog('click')), bodyParser: false },
);
const { port, host, sharePort, adminPort, fastPath } = app.get(ClickSettings);
const fastify = app.getHttpAdapter().getInstance();
const handler = app.get(ClickHandler);
registerClickRoute(fastify, handler);
registerPictureRoute(fastify, app.get(PictureFiles));
registerSubscriptionRoute(fastify, app.get(SubscriptionHandler));
registerFormRoute(fastify, app.get(FormHandler));
if (fastPath) installFastPath(fastify.server, handler);
stopGently(fastify);
serveMetrics(fastify, app.get(Metrics));
app.useGlobalFilters(new NotFoundFilter());
stopInTime(app);

// The types of Nest lack `reusePort`, an option of Node's `server.listen`.
const listenOptions: ListenOptions & { reusePort: boolean } = {
  port,
  host,
  backlog: LISTEN_BACKLOG,
  reusePort: sharePort,
};
await app.listen(listenOptions);
if (adminPort > 0) await serveAdmin(fastify, { port: adminPort, host });
app.get(Log).info({ port, fastPath }, 'answering clicks');
