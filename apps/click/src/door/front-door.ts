import { createServer, type RequestListener, type Server } from 'node:http';
import { TOKEN_LENGTH } from '@linkflow/links';
import type { ClickDoor } from './click-door';

const PREFIX = '/c/';
const END = PREFIX.length + TOKEN_LENGTH;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than balancers keep an idle connection, so that it is they who end it. */
const KEEP_ALIVE_MS = 72_000;

/**
 * Takes tracked URLs before Fastify sees them: routing, hooks and middleware there cost as much as the whole click, and find
 * nothing to do. Whatever is not a plain GET or HEAD of a tracked URL goes on to Fastify.
 */
export class FrontDoor {
  private door: ClickDoor | undefined;

  /** From now on it answers. */
  open(door: ClickDoor): void {
    this.door = door;
  }

  readonly serverFactory = (fastify: RequestListener): Server => {
    const server: Server = createServer((request, response) => {
      const token = plainToken(request.method, request.url ?? '');
      if (token === undefined || !this.door) return fastify(request, response);
      // Who is connected while we stop is answered, and told to connect anew, elsewhere.
      if (!server.listening) response.setHeader('Connection', 'close');
      this.door.handle({ request, response, token });
    });
    server.requestTimeout = REQUEST_TIMEOUT_MS;
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    return server;
  };
}

/** The token of a tracked URL as it stands in a mail, which may have got a query on its way. */
export function plainToken(method: string | undefined, url: string): string | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (!url.startsWith(PREFIX) || (url.length !== END && url[END] !== '?')) return undefined;
  return url.slice(PREFIX.length, END);
}
