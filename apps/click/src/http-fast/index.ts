/**
 * The fast path: answers GETs of tracked URLs without Node's HTTP server and Fastify, because creating their objects for a request takes as
 * much time as all other work for a click. `CLICK_FAST_PATH=off` disables it; everything then works the same, but slower.
 *
 * A connection is in one of these states:
 * - `idle`: no request is being answered. A simple GET (`parseSimpleGet`) of a tracked URL → `busy`. Other bytes → `handed over`. No
 *   request for `keepAliveTimeout`, or the server stops → `closed`, once the last answer is sent.
 * - `busy`: one request is being answered. Bytes that arrive meanwhile are put back into the socket, which is paused. After the reply is
 *   written → `closed` if the client wants that or has closed its sending side, or if the server is stopping; else → `handed over` if bytes
 *   were put back; else → `idle`.
 * - `handed over`: Node's HTTP server owns the connection, with every byte that was not answered, until the connection closes. GET and HEAD
 *   requests of tracked URLs still skip Fastify.
 * - `closed`.
 */
import type { Server } from 'node:http';
import { HttpClickRequest, trackedToken } from '../http/click-messages';
import { FastConnections, type Listener, type RequestHandler } from './connections';

const METHODS_WITHOUT_BODY: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD']);

/**
 * Puts the fast path in front of a server's own listeners. Call it before the server listens.
 * @param handler answers each request, before `handle` returns or later
 */
export function installFastPath(server: Server, handler: RequestHandler): FastConnections {
  skipFastify(server, handler);
  const connections = new FastConnections(server, handler, takeListener(server, 'connection'));
  connections.install();
  return connections;
}

function skipFastify(server: Server, handler: RequestHandler): void {
  const toFastify = takeListener(server, 'request');
  server.on('request', (request, response) => {
    const token = METHODS_WITHOUT_BODY.has(request.method) ? trackedToken(request.url ?? '') : undefined;
    if (token === undefined) toFastify.call(server, request, response);
    else handler.handle(new HttpClickRequest(request, response, server, token));
  });
}

/** Removes and returns the only listener of an event. */
function takeListener(server: Server, event: 'connection' | 'request'): Listener {
  const [listener, ...others] = server.listeners(event);
  if (!listener || others.length > 0) throw new Error(`Expected one listener of '${event}' on the server.`);
  server.removeAllListeners(event);
  return listener;
}
