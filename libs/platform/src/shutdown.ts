import type { INestApplicationContext } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { readConfig } from './config';

export const StopConfig = z.object({
  /** Limit for the shutdown of a process, ms. */
  STOP_LIMIT_MS: z.coerce.number().int().min(500).default(20_000),
});

const SIGNALS = ['SIGTERM', 'SIGINT'];
const CLOSE_IDLE_EVERY_MS = 50;

/**
 * Closes idle connections during the whole shutdown of the server. Fastify closes them only once, so a connection that becomes
 * idle later would delay the end of the process until its keep-alive timeout, about a minute.
 */
export function stopGently(fastify: FastifyInstance): void {
  fastify.addHook('preClose', (done) => {
    const timer = setInterval(() => fastify.server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
    fastify.server.once('close', () => clearInterval(timer));
    done();
  });
}

/**
 * On SIGTERM or SIGINT, runs the shutdown hooks of the app and then exits with code 0, at the latest after `STOP_LIMIT_MS`: a
 * connection to an unreachable server may never close.
 */
export function stopInTime(app: INestApplicationContext): void {
  const { STOP_LIMIT_MS } = readConfig(StopConfig);
  app.enableShutdownHooks(SIGNALS, { useProcessExit: true });
  for (const signal of SIGNALS) {
    process.once(signal, () => setTimeout(() => process.exit(0), STOP_LIMIT_MS).unref());
  }
}
