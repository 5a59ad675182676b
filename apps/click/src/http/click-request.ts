import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { TOKEN_LENGTH } from '@linkflow/links';
import type { ClickReply } from './reply';

/** A request for a tracked URL, independent of the code that read it from the socket. */
export interface ClickRequest {
  readonly method: string | undefined;
  /** The token as it appears in the URL; not verified yet. */
  readonly token: string;
  /** The raw body of a POST. */
  readonly body?: unknown;
  /** @param name in lower case */
  header(name: ClickHeader): string | undefined;
  /** Writes the reply. Ignored if already answered. */
  send(reply: ClickReply): void;
}

/** The only headers that influence how a click is classified, recorded or answered. */
export const CLICK_HEADERS = [
  'user-agent',
  'accept-language',
  'sec-purpose',
  'purpose',
  'x-purpose',
  'x-moz',
] as const;
export type ClickHeader = (typeof CLICK_HEADERS)[number];

/** A request that Node's HTTP server has parsed. */
export class HttpClickRequest implements ClickRequest {
  /** @param server while it does not listen any more, replies close their connection */
  constructor(
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly server: Pick<Server, 'listening'>,
    readonly token: string,
    readonly body?: unknown,
  ) {}

  get method(): string | undefined {
    return this.request.method;
  }

  header(name: ClickHeader): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  send(reply: ClickReply): void {
    if (this.response.headersSent) return;
    // The process is stopping: the client has to open its next connection to another one.
    if (!this.server.listening) this.response.setHeader('Connection', 'close');
    reply.send(this.response, this.method);
  }
}

const PREFIX = '/c/';
const END = PREFIX.length + TOKEN_LENGTH;

/**
 * The token in the path of a tracked URL, without any query that a mail program appended.
 * @returns undefined if the path is not `/c/` and a text of the length of a token
 */
export function trackedToken(url: string): string | undefined {
  if (!url.startsWith(PREFIX) || (url.length !== END && url[END] !== '?')) return undefined;
  return url.slice(PREFIX.length, END);
}

const PREFETCH_VALUE = /prefetch|prerender|preview/i;
const PREFETCH_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;

/** Whether a browser or messenger loads the page in advance. It gets the usual answer, but this is not a click. */
export function isPrefetch(request: Pick<ClickRequest, 'header'>): boolean {
  for (const name of PREFETCH_HEADERS) {
    const value = request.header(name);
    if (value !== undefined && PREFETCH_VALUE.test(value)) return true;
  }
  return false;
}
