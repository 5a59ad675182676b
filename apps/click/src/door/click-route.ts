import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AskedOverHttp } from './asked';
import { neutral } from './neutral';
import type { ClickDoor } from './click-door';

/** A confirm page's form is some dozen bytes. */
export const BODY_LIMIT = 4_096;

/**
 * The way in for everything but the plain GETs that FrontDoor takes: buttons of confirm pages, and addresses that were bent on
 * their way. It is put onto Fastify itself, as Nest's guards, pipes and interceptors have nothing to do here.
 */
export function registerClickRoute(fastify: FastifyInstance, door: ClickDoor): void {
  fastify.route<{ Params: { token: string } }>({
    method: ['GET', 'HEAD', 'POST'],
    url: '/c/:token',
    bodyLimit: BODY_LIMIT,
    handler: (request, reply) => {
      reply.hijack();
      const { token } = request.params;
      door.handle(new AskedOverHttp(request.raw, reply.raw, fastify.server, token, request.body));
    },
    errorHandler: sendNeutral,
  });
  // Every browser asks for it once; our pages have none.
  fastify.get('/favicon.ico', (_request, reply) => {
    void reply.status(204).header('cache-control', 'public, max-age=86400').send();
  });
}

/** Whatever the framework refuses, the recipient sees one of our pages. */
export function sendNeutral(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  const why =
    error.statusCode === 413 ? 'too-large' : error.statusCode && error.statusCode < 500 ? 'unknown' : 'away';
  neutral(why, request.headers['accept-language']).send(reply.raw, request.method);
}
