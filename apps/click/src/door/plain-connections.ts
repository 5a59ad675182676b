import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Asked } from './asked';
import { PlainConnection, type ConnectionHost } from './plain-connection';

/** How often silent connections are looked for. */
const LOOK_MS = 1_000;

type ServerListener = ReturnType<Server['listeners']>[number];

/** Stands before an HTTP server: reads what its connections say first, and gives it those that say more than plain requests. */
export class PlainConnections implements ConnectionHost {
  private readonly open = new Set<PlainConnection>();
  /** Made once a second. */
  private ends: Ends = { second: Number.NaN, more: '', last: '' };

  private constructor(
    private readonly server: Server,
    /** Node's way of taking a connection. */
    private readonly toNode: ServerListener,
    readonly handle: (asked: Asked) => void,
  ) {}

  static standBefore(server: Server, handle: (asked: Asked) => void): void {
    const [toNode, ...others] = server.listeners('connection');
    if (!toNode || others.length > 0) throw new Error('Somebody else listens for connections.');
    new PlainConnections(server, toNode, handle).begin();
  }

  private begin(): void {
    const { server, open } = this;
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => open.add(new PlainConnection(socket, this)));
    server.once('listening', () => this.endTheSilent());
    const closeIdleOfNode = server.closeIdleConnections.bind(server);
    server.closeIdleConnections = () => {
      closeIdleOfNode();
      for (const connection of open) connection.endIfIdle();
    };
    const closeAllOfNode = server.closeAllConnections.bind(server);
    server.closeAllConnections = () => {
      closeAllOfNode();
      for (const connection of open) connection.cut();
    };
  }

  takeOver(socket: Socket): void {
    this.toNode.call(this.server, socket);
    socket.resume();
  }

  get stopping(): boolean {
    return !this.server.listening;
  }

  endOfHead(last: boolean): string {
    const second = Math.floor(Date.now() / 1_000);
    if (this.ends.second !== second) this.ends = endsAt(second, this.server.keepAliveTimeout);
    return last ? this.ends.last : this.ends.more;
  }

  gone(connection: PlainConnection): void {
    this.open.delete(connection);
  }

  /** One look at all of them costs less than a timer that each request winds up anew. */
  private endTheSilent(): void {
    const timer = setInterval(() => {
      const since = Date.now() - this.server.keepAliveTimeout;
      for (const connection of this.open) connection.endIfIdle(since);
    }, LOOK_MS);
    timer.unref();
    this.server.once('close', () => clearInterval(timer));
  }
}

/** The last lines of a head. */
interface Ends {
  /** Of the epoch. */
  second: number;
  /** Where the connection goes on, and where it ends. */
  more: string;
  last: string;
}

function endsAt(second: number, idleMs: number): Ends {
  const date = `Date: ${new Date(second * 1_000).toUTCString()}\r\n`;
  return {
    second,
    more: `${date}Connection: keep-alive\r\nKeep-Alive: timeout=${idleMs / 1_000}\r\n\r\n`,
    last: `${date}Connection: close\r\n\r\n`,
  };
}
