import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import {
  CLICK_HEADERS,
  tailOf,
  trackedToken,
  type ClickHeader,
  type ClickReply,
  type ClickRequest,
} from '../http/click-messages';

const IDLE_CHECK_MS = 1_000;

export interface RequestHandler {
  handle(request: ClickRequest): void;
}

export type Listener = ReturnType<Server['listeners']>[number];

/** Accepts the server's connections and holds those in the states `idle` and `busy` (index.ts). */
export class FastConnections {
  private readonly open = new Set<FastConnection>();
  private lastLines: LastLines = { second: Number.NaN, keepAlive: '', close: '' };

  /**
   * @param handler answers each request, before `handle` returns or later
   * @param toNode the 'connection' listener with which Node's HTTP server takes over a socket
   */
  constructor(
    private readonly server: Server,
    readonly handler: RequestHandler,
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

  /** Whether the server has stopped accepting connections. */
  get isStopping(): boolean {
    return !this.server.listening;
  }

  /** Gives a paused socket to Node's HTTP server, which then reads the bytes that were put back into the socket. */
  handOver(socket: Socket): void {
    this.toNode.call(this.server, socket);
    socket.resume();
  }

  remove(connection: FastConnection): void {
    this.open.delete(connection);
  }

  /** The last lines of a response head: the date, and whether the connection stays open. */
  lastLinesOfHead(close: boolean): string {
    const second = Math.floor(Date.now() / 1_000);
    if (this.lastLines.second !== second) this.lastLines = lastLinesAt(second, this.server.keepAliveTimeout);
    return close ? this.lastLines.close : this.lastLines.keepAlive;
  }

  /**
   * Closes connections that have been idle for `keepAliveTimeout`. One pass over all connections per second is cheaper than a timer per
   * connection that every request resets.
   */
  private closeIdleRegularly(): void {
    const timer = setInterval(() => {
      const since = Date.now() - this.server.keepAliveTimeout;
      for (const connection of this.open) connection.closeIfIdle(since);
    }, IDLE_CHECK_MS);
    timer.unref();
    this.server.once('close', () => clearInterval(timer));
  }
}

/**
 * The last lines of a response head, for a connection that stays open (`keepAlive`) or closes (`close`). Built once per second, because
 * they contain the date.
 */
interface LastLines {
  /** Time that the lines were built for, in seconds since the epoch. */
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

const CR = 0x0d;
const LF = 0x0a;
/** Maximum size of a request head on the fast path. Larger heads are left to Node. Few are longer than 1,000 bytes. */
const MAX_HEAD_BYTES = 8_192;
/**
 * Maximum size of the answers that wait to be sent when a request arrives. A client that sends requests without reading the answers exceeds
 * it, and its connection is closed.
 */
const MAX_UNSENT_BYTES = 65_536;
/** How long after a request its client may take to receive the answer. Then the connection is closed. */
const MAX_SENDING_MS = 300_000;

/** A connection in the states `idle` and `busy` (index.ts). */
class FastConnection {
  /** The request that is being answered. */
  private current: FastRequest | undefined;
  /** Time of the last request, or of the start of the connection if there was no request yet; epoch ms. */
  private lastRequestAt = Date.now();
  /** The other end. It is kept, because each access to the property of the socket is a system call. */
  readonly address: string | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly owner: FastConnections,
  ) {
    this.address = socket.remoteAddress;
    socket.on('data', this.onData);
    socket.on('end', this.onEnd);
    socket.on('error', ignoreError);
    socket.on('close', this.onClose);
  }

  /**
   * Closes the connection, unless a request is being answered, the last answer is still being sent to a slow client, or the last request
   * arrived after `since` (epoch ms).
   */
  closeIfIdle(since = Number.POSITIVE_INFINITY): void {
    const isSending = this.socket.writableLength > 0 && Date.now() - this.lastRequestAt < MAX_SENDING_MS;
    if (!this.current && !isSending && this.lastRequestAt <= since) this.close();
  }

  /** Closes the connection, even if a request is still being answered. */
  close(): void {
    this.socket.destroy();
  }

  /** Writes the reply to the current request. Does nothing if `request` was answered already. */
  write(request: FastRequest, reply: ClickReply): void {
    if (this.current !== request) return;
    this.current = undefined;
    const { socket, owner } = this;
    if (!socket.writable) return;
    const close = request.close || owner.isStopping || socket.readableEnded;
    const { body } = reply;
    if (body) socket.cork();
    socket.write(reply.headWith(owner.lastLinesOfHead(close)), 'latin1');
    if (body) {
      socket.write(body);
      socket.uncork();
    }
    if (close) socket.destroySoon();
    else if (socket.isPaused()) this.handOver();
  }

  private readonly onData = (bytes: Buffer): void => {
    const { socket, owner } = this;
    // The client sent more before the current request was answered (pipelining). Node's HTTP server reads these bytes after the reply.
    if (this.current) return this.putBack(bytes);
    // Some old clients send an empty line after a request. It is dropped, because Node would take it as the start of a further request.
    if (bytes.length === 2 && bytes[0] === CR && bytes[1] === LF) return;
    const request = bytes.length <= MAX_HEAD_BYTES ? parseSimpleGet(bytes.toString('latin1')) : undefined;
    if (!request) {
      this.putBack(bytes);
      return this.handOver();
    }
    if (socket.writableLength > MAX_UNSENT_BYTES) return this.close();
    this.lastRequestAt = Date.now();
    this.current = new FastRequest(request, this);
    owner.handler.handle(this.current);
  };

  private putBack(bytes: Buffer): void {
    this.socket.pause();
    this.socket.unshift(bytes);
  }

  private handOver(): void {
    const { socket, owner } = this;
    socket.off('data', this.onData);
    socket.off('end', this.onEnd);
    socket.off('error', ignoreError);
    socket.off('close', this.onClose);
    owner.remove(this);
    owner.handOver(socket);
  }

  private readonly onEnd = (): void => {
    if (!this.current) this.socket.end();
  };

  private readonly onClose = (): void => {
    this.owner.remove(this);
  };
}

class FastRequest implements ClickRequest {
  readonly method = 'GET';

  constructor(
    private readonly parsed: SimpleGet,
    private readonly connection: FastConnection,
  ) {}

  get token(): string {
    return this.parsed.token;
  }

  get tail(): string {
    return this.parsed.tail;
  }

  get connected(): string | undefined {
    return this.connection.address;
  }

  /** Whether the client wants the connection closed after the reply. */
  get close(): boolean {
    return this.parsed.close;
  }

  header(name: ClickHeader): string | undefined {
    return this.parsed.headers.get(name);
  }

  send(reply: ClickReply): void {
    this.connection.write(this, reply);
  }
}

/** Does nothing, because Node emits 'close' after every 'error'. Without a listener, an 'error' event would end the process. */
const ignoreError = (): void => undefined;

/**
 * Matches only one form of HTTP/1.1 request: a GET without a body, one line per header, nothing after the empty line. `parseSimpleGet` also
 * excludes headers that frame a body or change the connection. This is deliberately narrower than RFC 9112: any other request is not
 * refused but left to Node's parser. So no request can mean one thing here and another to a proxy (request smuggling); a property test
 * compares the result with Node's for the same bytes.
 */
const SHAPE = /^GET \/[!"$-~]* HTTP\/1\.1\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n)+\r\n$/;
const URL_START = 'GET '.length;

/** Headers of requests that have a body or change the connection. Such requests are left to Node's parser. */
const UNSUPPORTED_HEADERS: ReadonlySet<string> = new Set([
  'content-length',
  'transfer-encoding',
  'trailer',
  'expect',
  'upgrade',
  'http2-settings',
  'proxy-connection',
]);
const KEPT_HEADERS: ReadonlySet<string> = new Set(CLICK_HEADERS);

export interface SimpleGet {
  /** The token in the URL. Its signature is not verified yet. */
  token: string;
  /** What stands behind the token. */
  tail: string;
  /** The values of the `CLICK_HEADERS` that the request has, by header name in lower case. */
  headers: ReadonlyMap<string, string>;
  /** Whether the client wants the connection closed after the reply. */
  close: boolean;
}

/**
 * Parses a request if it is a simple GET of a tracked URL.
 * @param text the bytes of the request, decoded as latin1
 * @returns undefined if the request must be left to Node's parser
 */
export function parseSimpleGet(text: string): SimpleGet | undefined {
  if (!SHAPE.test(text)) return undefined;
  const url = text.slice(URL_START, text.indexOf(' ', URL_START));
  const token = trackedToken(url);
  if (token === undefined) return undefined;
  const headers = new Map<string, string>();
  let close: boolean | undefined;
  let hosts = 0;
  for (let start = text.indexOf('\r\n') + 2; start < text.length - 2;) {
    const end = text.indexOf('\r\n', start);
    const colon = text.indexOf(':', start);
    const name = text.slice(start, colon).toLowerCase();
    if (UNSUPPORTED_HEADERS.has(name)) return undefined;
    if (name === 'host') hosts += 1;
    else if (name === 'connection') {
      // A request with a second Connection header, or with a list of options in it, is left to Node's parser.
      if (close !== undefined) return undefined;
      const option = text
        .slice(colon + 1, end)
        .trimStart()
        .toLowerCase();
      if (option !== 'close' && option !== 'keep-alive') return undefined;
      close = option === 'close';
    } else if (KEPT_HEADERS.has(name)) {
      // A request that repeats a header is left to Node's parser, which has rules for joining the values.
      if (headers.has(name)) return undefined;
      headers.set(name, trimmedValue(text, colon + 1, end));
    }
    start = end + 2;
  }
  if (hosts !== 1) return undefined;
  return { token, tail: tailOf(url), headers, close: close ?? false };
}

/** Returns the part of `text` from `start` to `end`, without the spaces and tabs at either end. */
function trimmedValue(text: string, start: number, end: number): string {
  let first = start;
  let after = end;
  while (first < after && isBlank(text.charCodeAt(first))) first += 1;
  while (after > first && isBlank(text.charCodeAt(after - 1))) after -= 1;
  return text.slice(first, after);
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;
