import type { Socket } from 'node:net';
import type { ClickHeader, ClickRequest } from '../http/click-request';
import type { ClickReply } from '../http/reply';
import { parseSimpleGet, type SimpleGet } from './request-parser';

const CR = 0x0d;
const LF = 0x0a;
/** Larger heads are left to Node. Few are longer than 1,000 bytes. */
const MAX_HEAD_BYTES = 8_192;
/** A client that sends requests without reading the answers is cut off when more than this waits to be sent. */
const MAX_UNSENT_BYTES = 65_536;

export interface ConnectionOwner {
  /** The last lines of a response head: the date and whether the connection stays open. */
  lastLinesOfHead(close: boolean): string;
  /** Whether the server does not accept connections any more. */
  readonly isStopping: boolean;
  handle(request: ClickRequest): void;
  /** Gives a paused connection to Node's HTTP server. Bytes that were put back are read by it. */
  handOver(socket: Socket): void;
  /** The connection is closed or handed over. */
  remove(connection: FastConnection): void;
}

/** A connection in the states `idle` and `busy` (index.ts). */
export class FastConnection {
  /** The request that is being answered. */
  private current: FastRequest | undefined;
  /** Time of the last request, or of the connection; epoch ms. */
  private lastRequestAt = Date.now();

  constructor(
    private readonly socket: Socket,
    private readonly owner: ConnectionOwner,
  ) {
    socket.on('data', this.onData);
    socket.on('end', this.onEnd);
    socket.on('error', ignoreError);
    socket.on('close', this.onClose);
  }

  /** Closes it unless a request is being answered or came after `since` (epoch ms). */
  closeIfIdle(since = Number.POSITIVE_INFINITY): void {
    if (!this.current && this.lastRequestAt <= since) this.close();
  }

  /** Closes it, answered or not. */
  close(): void {
    this.socket.destroy();
  }

  /** Writes the reply to the current request. Ignored if that was answered already. */
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
    // Pipelined requests are queued by Node, once the current one is answered.
    if (this.current) return this.putBack(bytes);
    // Old clients send an empty line after a request. Node would start its request timeout with it.
    if (bytes.length === 2 && bytes[0] === CR && bytes[1] === LF) return;
    const request = bytes.length <= MAX_HEAD_BYTES ? parseSimpleGet(bytes.toString('latin1')) : undefined;
    if (!request) {
      this.putBack(bytes);
      return this.handOver();
    }
    if (socket.writableLength > MAX_UNSENT_BYTES) return this.close();
    this.lastRequestAt = Date.now();
    this.current = new FastRequest(request, this);
    owner.handle(this.current);
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
  readonly token: string;
  /** Whether the connection closes after the reply. */
  readonly close: boolean;
  private readonly headers: ReadonlyMap<string, string>;

  constructor(
    { token, close, headers }: SimpleGet,
    private readonly connection: FastConnection,
  ) {
    this.token = token;
    this.close = close;
    this.headers = headers;
  }

  header(name: ClickHeader): string | undefined {
    return this.headers.get(name);
  }

  send(reply: ClickReply): void {
    this.connection.write(this, reply);
  }
}

/** 'close' follows every error. */
const ignoreError = (): void => undefined;
