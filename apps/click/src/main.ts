import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Log, Metrics, NestLog, createLog, serveMetrics, stopGently, stopInTime } from '@linkflow/platform';
import { AppModule } from './app.module';
import { ClickSettings } from './click.config';
import { ClickDoor } from './door/click-door';
import { BODY_LIMIT, registerClickRoute } from './door/click-route';
import { FrontDoor } from './door/front-door';
import { NeutralFilter } from './door/neutral.filter';

/** A mailing that has just gone out brings thousands of new connections in one second; Linux takes as many as its `somaxconn`. */
const BACKLOG = 4_096;

const front = new FrontDoor();
const app = await NestFactory.create<NestFastifyApplication>(
  AppModule,
  new FastifyAdapter({
    logger: false,
    bodyLimit: BODY_LIMIT,
    serverFactory: front.serverFactory,
    exposeHeadRoutes: false,
    // However long an address is, our own door says that it is not ours.
    routerOptions: { maxParamLength: 65_536 },
    // While we stop, who is connected still gets an answer; new connections are not taken.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  }),
  { logger: new NestLog(createLog('click')), bodyParser: false },
);
const fastify = app.getHttpAdapter().getInstance();
stopGently(fastify);
// A confirm page's form is all that is ever posted here; whatever it says it is, it is read as bytes.
fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
const door = app.get(ClickDoor);
front.open(door);
registerClickRoute(fastify, door);
serveMetrics(fastify, app.get(Metrics));
app.useGlobalFilters(new NeutralFilter());
stopInTime(app);

const { port, host } = app.get(ClickSettings);
await app.listen({ port, host, backlog: BACKLOG });
app.get(Log).info({ port }, 'answering clicks');
