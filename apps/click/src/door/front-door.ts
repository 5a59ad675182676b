import { createServer, type RequestListener, type Server } from 'node:http';
import { AskedOverHttp, type Asked } from './asked';
import { PlainConnections } from './plain-connections';
import { trackedToken } from './tracked-token';

/** What is asked for without a body. */
const LOOKS: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD']);
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than most balancers keep an idle connection, so that it is they who end it. */
const KEEP_ALIVE_MS = 72_000;

/**
 * Takes tracked URLs before anybody else sees them. Plain GETs are read from the connection, as objects for requests and responses cost as
 * much as the whole click; others, and HEAD, before Fastify, whose routing, hooks and middleware cost as much again and
 * find nothing to do. Whatever is left goes on to Fastify.
 */
export class FrontDoor {
  private handle: (asked: Asked) => void = notOpen;

  /** From now on it answers. */
  open(door: { handle(asked: Asked): void }): void {
    this.handle = (asked) => door.handle(asked);
  }

  readonly serverFactory = (fastify: RequestListener): Server => {
    const server: Server = createServer((request, response) => {
      const token = LOOKS.has(request.method) ? trackedToken(request.url ?? '') : undefined;
      if (token === undefined) return fastify(request, response);
      this.handle(new AskedOverHttp(request, response, server, token));
    });
    server.requestTimeout = REQUEST_TIMEOUT_MS;
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    // Who has said all they had to say still hears the answer. Its type does not know this one.
    Object.assign(server, { httpAllowHalfOpen: true });
    PlainConnections.standBefore(server, (asked) => this.handle(asked));
    return server;
  };
}

function notOpen(): never {
  throw new Error('Somebody was let in before the door was opened.');
}
