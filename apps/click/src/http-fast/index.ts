/**
 * The fast path: answers GETs of tracked URLs before Node's HTTP server and Fastify have created their objects for the request. Those
 * cost as much as the whole click. Switched off by `CLICK_FAST_PATH=off`; everything works without it, only slower.
 *
 * A connection is in one of these states:
 * - `idle`: no request is being answered. A simple GET (request-parser.ts) of a tracked URL → `busy`. Other bytes → `handed over`.
 *   No request for `keepAliveTimeout`, or the server stops → `closed`.
 * - `busy`: one request is being answered. Bytes that arrive meanwhile are put back and the socket is paused. Once the reply is written:
 *   bytes were put back → `handed over`; the connection is to end → `closed`; else → `idle`.
 * - `handed over`: Node's HTTP server owns the connection, with every byte that was not answered, until it closes. It never comes back.
 *   GET and HEAD requests of tracked URLs still skip Fastify.
 * - `closed`.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { HttpClickRequest, trackedToken, type ClickRequest } from '../http/click-request';
import { FastConnection, type ConnectionOwner } from './connection';

const IDLE_CHECK_MS = 1_000;
const METHODS_WITHOUT_BODY: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD']);

export interface FastPath {
  /** Connections that are not closed and not handed over. */
  readonly openConnections: number;
}

/**
 * Puts the fast path in front of a server's own listeners. Call it before the server listens.
 * @param handle answers a request, now or later
 */
export function installFastPath(server: Server, handle: (request: ClickRequest) => void): FastPath {
  skipFastify(server, handle);
  const connections = new FastConnections(server, handle, replaceListener(server, 'connection'));
  connections.install();
  return connections;
}

function skipFastify(server: Server, handle: (request: ClickRequest) => void): void {
  const toFastify = replaceListener(server, 'request');
  server.on('request', (request, response) => {
    const token = METHODS_WITHOUT_BODY.has(request.method) ? trackedToken(request.url ?? '') : undefined;
    if (token === undefined) toFastify.call(server, request, response);
    else handle(new HttpClickRequest(request, response, server, token));
  });
}

type Listener = ReturnType<Server['listeners']>[number];

/** Removes and returns the only listener of an event. */
function replaceListener(server: Server, event: 'connection' | 'request'): Listener {
  const [listener, ...others] = server.listeners(event);
  if (!listener || others.length > 0) throw new Error(`Expected one listener of '${event}' on the server.`);
  server.removeAllListeners(event);
  return listener;
}

class FastConnections implements ConnectionOwner, FastPath {
  private readonly open = new Set<FastConnection>();
  private lastLines: LastLines = { second: Number.NaN, keepAlive: '', close: '' };

  constructor(
    private readonly server: Server,
    readonly handle: (request: ClickRequest) => void,
    private readonly toNode: Listener,
  ) {}

  install(): void {
    const { server, open } = this;
    server.on('connection', (socket: Socket) => open.add(new FastConnection(socket, this)));
    server.once('listening', () => this.closeIdleRegularly());
    const closeIdleOfNode = server.closeIdleConnections.bind(server);
    server.closeIdleConnections = () => {
      closeIdleOfNode();
      for (const connection of open) connection.closeIfIdle();
    };
    const closeAllOfNode = server.closeAllConnections.bind(server);
    server.closeAllConnections = () => {
      closeAllOfNode();
      for (const connection of open) connection.close();
    };
  }

  get openConnections(): number {
    return this.open.size;
  }

  get isStopping(): boolean {
    return !this.server.listening;
  }

  handOver(socket: Socket): void {
    this.toNode.call(this.server, socket);
    socket.resume();
  }

  remove(connection: FastConnection): void {
    this.open.delete(connection);
  }

  lastLinesOfHead(close: boolean): string {
    const second = Math.floor(Date.now() / 1_000);
    if (this.lastLines.second !== second) this.lastLines = lastLinesAt(second, this.server.keepAliveTimeout);
    return close ? this.lastLines.close : this.lastLines.keepAlive;
  }

  /** One pass over all connections each second is cheaper than resetting a timer with every request. */
  private closeIdleRegularly(): void {
    const timer = setInterval(() => {
      const since = Date.now() - this.server.keepAliveTimeout;
      for (const connection of this.open) connection.closeIfIdle(since);
    }, IDLE_CHECK_MS);
    timer.unref();
    this.server.once('close', () => clearInterval(timer));
  }
}

/** The lines of a response head that depend on time and connection, built once per second. */
interface LastLines {
  /** Since the epoch. */
  second: number;
  keepAlive: string;
  close: string;
}

function lastLinesAt(second: number, keepAliveMs: number): LastLines {
  const date = `Date: ${new Date(second * 1_000).toUTCString()}\r\n`;
  return {
    second,
    keepAlive: `${date}Connection: keep-alive\r\nKeep-Alive: timeout=${keepAliveMs / 1_000}\r\n\r\n`,
    close: `${date}Connection: close\r\n\r\n`,
  };
}
