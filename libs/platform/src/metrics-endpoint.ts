import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { optional, readConfig } from './config';
import type { Metrics } from './metrics';

const MetricsConfig = z.object({
  /** Bearer token for `/metrics`. If it is not set, only programs on this machine have access. */
  METRICS_TOKEN: optional(z.string().min(16)),
});

/**
 * Serves `/metrics`. Two of the three apps serve it on their public port, so access needs the token or, if none is set, a direct request
 * from this machine. All other requests get the app's answer for an unknown route, which hides the endpoint.
 */
export function serveMetrics(fastify: FastifyInstance, metrics: Metrics): void {
  const isAllowed = metricsGuard(readConfig(MetricsConfig).METRICS_TOKEN);
  fastify.get('/metrics', async (request, reply) => {
    if (!isAllowed(request)) {
      reply.callNotFound();
      return reply;
    }
    const { type, body } = await metrics.text();
    return reply.header('content-type', type).header('cache-control', 'no-store').send(body);
  });
}

type GuardedRequest = Pick<FastifyRequest, 'headers'> & {
  raw: { socket: { remoteAddress?: string | undefined } };
};

/** Decides whether a request may read the metrics. */
export function metricsGuard(token: string | undefined): (request: GuardedRequest) => boolean {
  if (token === undefined) return isLocal;
  const expected = digest(`Bearer ${token}`);
  return ({ headers }) => timingSafeEqual(digest(headers.authorization ?? ''), expected);
}

/** Hashes a text, because timingSafeEqual compares only buffers of equal length. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const LOCAL_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;
const FORWARDING_HEADERS = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];

/**
 * Whether a program on this machine sent the request directly. A reverse proxy on this machine also connects from loopback, but it adds
 * forwarding headers or keeps the public host name.
 */
const isLocal = ({ headers, raw }: GuardedRequest): boolean =>
  /^(?:127\.|::1$|::ffff:127\.)/.test(raw.socket.remoteAddress ?? '') &&
  LOCAL_HOST.test(headers.host ?? '') &&
  FORWARDING_HEADERS.every((name) => headers[name] === undefined);
