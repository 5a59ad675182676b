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
} from '@linkflow/platform';
import { ApiSettings } from './api.config';
import { AppModule } from './app.module';
import { BODY_LIMIT, registerJsonBody, registerPatience } from './http/json-body';
import { serveOpenApi } from './http/open-api';
import { RequestPipe } from './http/request.pipe';
import { registerSecurityHeaders } from './http/security-headers';
import { UnknownRouteFilter } from './http/unknown-route.filter';
import { serveQueueBoard } from './ops/board/queue-board';
import { serveUi } from './static/built-ui';

/** Makes the app, ready to listen. */
export async function createApi(): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule,
    new FastifyAdapter({
      logger: false,
      bodyLimit: BODY_LIMIT,
      // What a client calls its request is its own business; this is ours, and unique.
      requestIdHeader: false,
      genReqId: newId,
      // Whoever takes longer than this to send a request is not waiting for an answer.
      requestTimeout: 60_000,
      forceCloseConnections: 'idle',
    }),
    { logger: new NestLog(createLog('api')), bodyParser: false },
  );
  const fastify = app.getHttpAdapter().getInstance();
  stopGently(fastify);
  registerSecurityHeaders(fastify);
  registerJsonBody(fastify);
  registerPatience(fastify);
  serveMetrics(fastify, app.get(Metrics));
  await app.register(cookie);
  await serveQueueBoard(app);
  app.useGlobalPipes(new RequestPipe());
  const startPage = await serveUi(fastify, app.get(ApiSettings).uiFolder);
  app.useGlobalFilters(new ProblemFilter(app.get(Log)), new UnknownRouteFilter(startPage));
  serveOpenApi(app);
  stopInTime(app);
  return app;
}
