/** The request and the reply of a click, independent of the server that reads and writes them. */
import {
  STATUS_CODES,
  validateHeaderValue,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { preferredLanguage } from '@linkflow/contracts';
import { EVIDENCE_HEADERS, TOKEN_LENGTH, tokenInUrl } from '@linkflow/links';
import { NEUTRAL_STATUS, PAGE_POLICY, neutralPage, type NeutralReason } from './pages';

/** A request for a tracked URL, independent of the code that read it from the socket. */
export interface ClickRequest {
  readonly method: string | undefined;
  /** The token as it appears in the URL; not verified yet. */
  readonly token: string;
  /** What stands behind the token in the URL, at most `MAX_TAIL_LENGTH` characters. */
  readonly tail: string;
  /** The other end of the connection; undefined if it is closed. */
  readonly connected: string | undefined;
  /** The raw body of a POST. */
  readonly body?: unknown;
  /** @param name in lower case */
  header(name: ClickHeader): string | undefined;
  /** Sends the reply. Does nothing if the request was answered already. */
  send(reply: ClickReply): void;
}

/** The only headers that influence how a click is classified, recorded or answered. */
export const CLICK_HEADERS = [...EVIDENCE_HEADERS, 'x-forwarded-for'] as const;
export type ClickHeader = (typeof CLICK_HEADERS)[number];

/** A request that Node's HTTP server has parsed. */
export class HttpClickRequest implements ClickRequest {
  /** @param server after it has stopped listening, every reply closes its connection */
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

  get tail(): string {
    return tailOf(this.request.url ?? '');
  }

  get connected(): string | undefined {
    return this.request.socket.remoteAddress;
  }

  header(name: ClickHeader): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  send(reply: ClickReply): void {
    if (this.response.headersSent) return;
    // The process is stopping: the connection is closed, so that the client opens its next one to another process.
    if (!this.server.listening) this.response.setHeader('Connection', 'close');
    reply.send(this.response, this.method);
  }
}

/** Path of tracked URLs, before the token. */
export const CLICK_PATH = '/c/';

/** The token in a tracked URL, without anything that a mail program appended; undefined if there is none. */
export const trackedToken = (url: string): string | undefined => tokenInUrl(url, CLICK_PATH);

export const MAX_TAIL_LENGTH = 200;

/** What stands behind the token in a tracked URL. */
export const tailOf = (url: string): string =>
  url.slice(CLICK_PATH.length + TOKEN_LENGTH, CLICK_PATH.length + TOKEN_LENGTH + MAX_TAIL_LENGTH);

/** A complete response. Can be sent many times, over Node's HTTP server or directly to a socket. */
export class ClickReply {
  /** The serialised status line and headers, without the lines that depend on time and connection. */
  private readonly head: string;
  private cached = { lastLines: '', text: '' };

  /**
   * @param headers names and values alternating, as `ServerResponse.writeHead` takes them
   * @throws if a header value contains characters that are not allowed in a header
   */
  constructor(
    readonly status: number,
    readonly headers: string[],
    readonly body: Buffer | null,
  ) {
    let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n`;
    for (let at = 0; at < headers.length; at += 2) {
      const [name = '', value = ''] = headers.slice(at, at + 2);
      validateHeaderValue(name, value);
      head += `${name}: ${value}\r\n`;
    }
    this.head = head;
  }

  /** The serialised head, followed by `lastLines`. The result is cached, because consecutive calls mostly pass the same lines. */
  headWith(lastLines: string): string {
    if (this.cached.lastLines !== lastLines) this.cached = { lastLines, text: this.head + lastLines };
    return this.cached.text;
  }

  /** Writes the response; without a body if the method is HEAD. */
  send(response: ServerResponse, method: string | undefined): void {
    response.writeHead(this.status, this.headers);
    if (this.body === null || method === 'HEAD') response.end();
    else response.end(this.body);
  }
}

/** Headers of every reply. */
const COMMON_HEADERS = [
  'Cache-Control',
  'no-store',
  'Referrer-Policy',
  'no-referrer',
  'X-Robots-Tag',
  'noindex, nofollow',
  'X-Content-Type-Options',
  'nosniff',
];

/** @param url an http(s) URL; characters that are not allowed in a header are percent-encoded */
export const redirectTo = (url: string, status: 302 | 303 = 302): ClickReply =>
  new ClickReply(status, [...COMMON_HEADERS, 'Location', new URL(url).href, 'Content-Length', '0'], null);

/** @param path of a page of this app */
export const redirectWithin = (path: string, status: 302 | 303 = 302): ClickReply =>
  new ClickReply(status, [...COMMON_HEADERS, 'Location', path, 'Content-Length', '0'], null);

interface PageOptions {
  /** HTTP status, 200 by default. */
  status?: number;
  /** Content security policy; see `PAGE_POLICY`. */
  policy: string;
  /** Further headers, names and values alternating. */
  more?: string[];
}

export function showPage(html: string, { status = 200, policy, more = [] }: PageOptions): ClickReply {
  const body = Buffer.from(html);
  const headers = [
    ...COMMON_HEADERS,
    'Content-Security-Policy',
    policy,
    'Content-Type',
    'text/html; charset=utf-8',
    'Content-Length',
    String(body.length),
    ...more,
  ];
  return new ClickReply(status, headers, body);
}

const RETRY_LATER = ['Retry-After', '30'];

/** Replies by reason and language. They are built once, so that many requests with invalid tokens cost little. */
const NEUTRAL_REPLIES = new Map<string, ClickReply>();

/**
 * Returns a neutral page: the reply to a request that cannot be answered with a link's response. Its language is the one that the browser
 * prefers.
 */
export function neutralReply(reason: NeutralReason, acceptLanguage: string | undefined): ClickReply {
  const language = preferredLanguage(acceptLanguage);
  const key = `${reason} ${language}`;
  let reply = NEUTRAL_REPLIES.get(key);
  if (!reply) {
    reply = showPage(neutralPage(language, reason), {
      status: NEUTRAL_STATUS[reason],
      policy: PAGE_POLICY.own,
      more: ['Vary', 'Accept-Language', ...(reason === 'away' ? RETRY_LATER : [])],
    });
    NEUTRAL_REPLIES.set(key, reply);
  }
  return reply;
}
