import type { FastifyInstance } from 'fastify';

const EVERY_MS = 50;

/**
 * Lets a server that is asked to stop end as soon as everybody was answered. Without it a connection that was busy when the
 * stop began, and is idle since, would hold the process until its keep-alive runs out, a minute later.
 */
export function stopGently(fastify: FastifyInstance): void {
  fastify.addHook('preClose', (done) => {
    const timer = setInterval(() => fastify.server.closeIdleConnections(), EVERY_MS);
    fastify.server.once('close', () => clearInterval(timer));
    done();
  });
}
