import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { optional } from '../config/platform.config';
import { readConfig } from '../config/read-config';
import type { Metrics } from './metrics';

const MetricsConfig = z.object({
  /** Who shows it may read `/metrics` from anywhere. Without one only this machine may. */
  METRICS_TOKEN: optional(z.string().min(16)),
});

/**
 * Serves `/metrics`. Two of the three apps share their port with the whole world, so it is there only for who shows the
 * token, or, while none is set, for a program on this machine that asks directly. Everybody else meets what this app says
 * of any address it does not know, so nobody learns that there is something.
 */
export function serveMetrics(fastify: FastifyInstance, metrics: Metrics): void {
  const mayRead = metricsGuard(readConfig(MetricsConfig).METRICS_TOKEN);
  fastify.get('/metrics', async (request, reply) => {
    if (!mayRead(request)) {
      reply.callNotFound();
      return reply;
    }
    const { type, body } = await metrics.text();
    return reply.header('content-type', type).header('cache-control', 'no-store').send(body);
  });
}

type Asking = Pick<FastifyRequest, 'headers'> & { raw: { socket: { remoteAddress?: string | undefined } } };

/** Who may read the numbers. */
export function metricsGuard(token: string | undefined): (request: Asking) => boolean {
  if (token === undefined) return isFromHere;
  const expected = digest(`Bearer ${token}`);
  return ({ headers }) => timingSafeEqual(digest(headers.authorization ?? ''), expected);
}

/** Of one length, whatever is compared. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const OWN_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;
const HANDED_ON = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];

/** A proxy on this machine comes from here too, but says for whom, or asks for the host that its own caller named. */
const isFromHere = ({ headers, raw }: Asking): boolean =>
  /^(?:127\.|::1$|::ffff:127\.)/.test(raw.socket.remoteAddress ?? '') &&
  OWN_HOST.test(headers.host ?? '') &&
  HANDED_ON.every((name) => headers[name] === undefined);
