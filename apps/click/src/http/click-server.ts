import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ClickHandler } from './click-handler';
import { CLICK_PATH, HttpClickRequest, neutralReply } from './click-messages';

/** Maximum size of a request body. The only body that is used, the form of a confirm page, has a few dozen bytes. */
export const BODY_LIMIT_BYTES = 4_096;
const REQUEST_TIMEOUT_MS = 30_000;
/**
 * How long an idle connection stays open. Longer than the idle timeout of most load balancers, so that they close idle connections first
 * and never send a request to a closed one.
 */
const KEEP_ALIVE_MS = 72_000;

/** Creates the HTTP server for Fastify, with the timeouts of apps/click. */
export function createClickServer(fastify: RequestListener): Server {
  const server = createServer(fastify);
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // Lets a client that has closed its sending side still get its answer. The type of Server lacks this property.
  Object.assign(server, { httpAllowHalfOpen: true });
  return server;
}

/**
 * The Fastify route of tracked URLs. It bypasses Nest's guards, pipes and interceptors, which would do nothing here.
 * With the fast path on, only POSTs of confirm pages get here.
 */
export function registerClickRoute(fastify: FastifyInstance, handler: ClickHandler): void {
  // The body of a confirm page's form is read as bytes, whatever its content type claims.
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  fastify.route<{ Params: { token: string } }>({
    method: ['GET', 'HEAD', 'POST'],
    url: `${CLICK_PATH}:token`,
    bodyLimit: BODY_LIMIT_BYTES,
    handler: (request, reply) => {
      reply.hijack();
      const { token } = request.params;
      handler.handle(new HttpClickRequest(request.raw, reply.raw, fastify.server, token, request.body));
    },
    errorHandler: sendNeutralPage,
  });
  // Browsers request the icon by themselves. There is none.
  fastify.get('/favicon.ico', (_request, reply) => {
    void reply.status(204).header('cache-control', 'public, max-age=86400').send();
  });
}

const ADMIN_PATH = /^\/(?:health|metrics)(?:[/?]|$)/;

/** Serves health and metrics of this process on a port of its own, with the same routes. Resolves when it listens. */
export async function serveAdmin(
  fastify: FastifyInstance,
  address: { port: number; host: string },
): Promise<void> {
  const server = createServer((request, response) => {
    if (ADMIN_PATH.test(request.url ?? '')) return fastify.routing(request, response);
    response.writeHead(404).end();
  });
  fastify.server.once('close', () => server.close());
  server.listen(address);
  await once(server, 'listening');
}

/** Answers errors of Fastify itself (a body that is too large, a malformed request) with a neutral page. */
export function sendNeutralPage(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  const { statusCode = 500 } = error;
  const reason = statusCode === 413 ? 'too-large' : statusCode < 500 ? 'unknown' : 'away';
  neutralReply(reason, request.headers['accept-language']).send(reply.raw, request.method);
}

/** Answers paths without a route with the neutral page. */
@Catch(NotFoundException)
export class NotFoundFilter implements ExceptionFilter<NotFoundException> {
  catch(_error: NotFoundException, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    reply.hijack();
    neutralReply('unknown', request.headers['accept-language']).send(reply.raw, request.method);
  }
}
