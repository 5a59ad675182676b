import type { Server } from 'node:http';
import type { Socket } from 'node:net';
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
 * idle later would delay the end of the process until its keep-alive timeout, about a minute. A connection whose client is still
 * receiving an answer is not idle. Call it before the server listens.
 */
export function stopGently(fastify: FastifyInstance): void {
  keepSendingConnections(fastify.server);
  fastify.addHook('preClose', (done) => {
    const timer = setInterval(() => fastify.server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
    fastify.server.once('close', () => clearInterval(timer));
    done();
  });
}

/**
 * Makes `closeIdleConnections` skip connections with unsent data. For Node a connection is idle as soon as its response is written, so a
 * slow client would lose the end of the response.
 */
function keepSendingConnections(server: Server): void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const closeIdle = server.closeIdleConnections.bind(server);
  server.closeIdleConnections = () => {
    const sending = [...sockets].filter((socket) => socket.writableLength > 0);
    // Node gives no access to its list of idle connections. It closes them with `destroy`, synchronously.
    for (const socket of sending) socket.destroy = () => socket;
    try {
      closeIdle();
    } finally {
      for (const socket of sending) Reflect.deleteProperty(socket, 'destroy');
    }
  };
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
