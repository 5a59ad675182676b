import cookie from '@fastify/cookie';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  Log,
  Metrics,
  NestLog,
  ProblemFilter,
  createLog,
  newId,
  serveMetrics,
  stopGently,
  stopInTime,
  trustedProxies,
} from '@linkflow/platform';
import { withoutTail } from '@linkflow/links';
import { ApiSettings, AppModule } from './app.module';
import { BODY_LIMIT, drainOversizedBodies, registerBodies } from './http/request-bodies';
import { serveOpenApi } from './http/open-api';
import { ResponseCheckInterceptor } from './http/response-check.interceptor';
import { registerSecurityHeaders } from './http/security-headers';
import { UnknownRouteFilter, serveUi } from './http/serve-ui';
import { serveQueueBoard } from './ops/queue-board';
import { SessionSettings } from './session/sessions.service';

/** Creates the app, ready to listen. */
export async function createApi(): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule,
    new FastifyAdapter({
      logger: false,
      bodyLimit: BODY_LIMIT,
      // Request ids of clients are ignored, so that all request ids are our own and unique.
      requestIdHeader: false,
      genReqId: newId,
      trustProxy: trustedProxies(),
      // Time limit for receiving a complete request, ms.
      requestTimeout: 60_000,
      forceCloseConnections: 'idle',
      rewriteUrl: ({ url = '' }) => withoutTail(url, '/o/'),
    }),
    { logger: new NestLog(createLog('api')), bodyParser: false },
  );
  const fastify = app.getHttpAdapter().getInstance();
  stopGently(fastify);
  registerSecurityHeaders(fastify, { https: app.get(SessionSettings).secure });
  registerBodies(fastify);
  drainOversizedBodies(fastify);
  serveMetrics(fastify, app.get(Metrics));
  await app.register(cookie);
  await serveQueueBoard(app);
  const settings = app.get(ApiSettings);
  if (settings.checkResponses) app.useGlobalInterceptors(new ResponseCheckInterceptor());
  const hasUi = await serveUi(fastify, settings.uiFolder);
  app.useGlobalFilters(new ProblemFilter(app.get(Log)), new UnknownRouteFilter(hasUi));
  serveOpenApi(app);
  stopInTime(app);
  return app;
}
