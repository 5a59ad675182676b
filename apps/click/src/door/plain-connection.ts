import type { Socket } from 'node:net';
import type { Asked, AskedHeader } from './asked';
import type { Outgoing } from './outgoing';
import { readPlainRequest, type PlainRequest } from './plain-request';

const CR = 0x0d;
const LF = 0x0a;
/** Bytes of a head; few are longer than a thousand. */
const LONGEST = 8_192;
/** Bytes of answers that somebody has asked for and does not read. */
const MOST_UNREAD = 65_536;

/** The house of a connection. */
export interface ConnectionHost {
  /** What a head ends with: the date, and how the connection goes on. */
  endOfHead(last: boolean): string;
  /** Whether it takes no more requests. */
  readonly stopping: boolean;
  handle(asked: Asked): void;
  /** Takes over a connection, paused, with what was not read in its buffer. */
  takeOver(socket: Socket): void;
  gone(connection: PlainConnection): void;
}

/**
 * A connection on which plain requests are read and answered, one after the other. With the first bytes that are none it goes
 * over to Node's HTTP server for good, and these bytes with it.
 */
export class PlainConnection {
  private asked: AskedPlainly | undefined;
  /** When somebody was last heard on it, epoch ms. */
  private heardAt = Date.now();

  constructor(
    private readonly socket: Socket,
    private readonly host: ConnectionHost,
  ) {
    socket.on('data', this.read);
    socket.on('end', this.readEnd);
    socket.on('error', ignore);
    socket.on('close', this.closed);
  }

  /** Ends it where nobody waits for an answer, nor has asked since then. */
  endIfIdle(since = Number.POSITIVE_INFINITY): void {
    if (!this.asked && this.heardAt <= since) this.cut();
  }

  /** Ends it, whoever waits. */
  cut(): void {
    this.socket.destroy();
  }

  /** Sends the answer to what was asked last. */
  write(asked: AskedPlainly, outgoing: Outgoing): void {
    if (this.asked !== asked) return;
    this.asked = undefined;
    const { socket, host } = this;
    if (!socket.writable) return;
    const last = asked.last || host.stopping || socket.readableEnded;
    const { body } = outgoing;
    if (body) socket.cork();
    socket.write(outgoing.headWith(host.endOfHead(last)), 'latin1');
    if (body) {
      socket.write(body);
      socket.uncork();
    }
    if (last) socket.destroySoon();
    else if (socket.isPaused()) this.leave();
  }

  private readonly read = (bytes: Buffer): void => {
    const { socket, host } = this;
    // More, while the last one waits for its answer: read when that is written, and then by Node, who knows queues.
    if (this.asked) return this.putBack(bytes);
    // Old clients send an empty line between two requests. Node would take it for the begin of one, and complain in time.
    if (bytes.length === 2 && bytes[0] === CR && bytes[1] === LF) return;
    const request = bytes.length <= LONGEST ? readPlainRequest(bytes.toString('latin1')) : undefined;
    if (!request) {
      this.putBack(bytes);
      return this.leave();
    }
    if (socket.writableLength > MOST_UNREAD) return this.cut();
    this.heardAt = Date.now();
    this.asked = new AskedPlainly(request, this);
    host.handle(this.asked);
  };

  private putBack(bytes: Buffer): void {
    this.socket.pause();
    this.socket.unshift(bytes);
  }

  private leave(): void {
    const { socket, host } = this;
    socket.off('data', this.read);
    socket.off('end', this.readEnd);
    socket.off('error', ignore);
    socket.off('close', this.closed);
    host.gone(this);
    host.takeOver(socket);
  }

  private readonly readEnd = (): void => {
    if (!this.asked) this.socket.end();
  };

  private readonly closed = (): void => {
    this.host.gone(this);
  };
}

/** Asked on a connection that we read ourselves. */
class AskedPlainly implements Asked {
  readonly method = 'GET';
  readonly token: string;
  readonly last: boolean;
  private readonly headers: ReadonlyMap<string, string>;

  constructor(
    { token, last, headers }: PlainRequest,
    private readonly connection: PlainConnection,
  ) {
    this.token = token;
    this.last = last;
    this.headers = headers;
  }

  header(name: AskedHeader): string | undefined {
    return this.headers.get(name);
  }

  answer(outgoing: Outgoing): void {
    this.connection.write(this, outgoing);
  }
}

/** A broken connection closes, and that is all there is to it. */
const ignore = (): void => undefined;
