import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Asked } from './asked';
import { PlainConnection, type ConnectionHost } from './plain-connection';

/** Stands before an HTTP server: reads what its connections say first, and gives it those that say more than plain requests. */
export class PlainConnections implements ConnectionHost {
  private readonly open = new Set<PlainConnection>();
  readonly takeOver: (socket: Socket) => void;

  static standBefore(server: Server, handle: (asked: Asked) => void): PlainConnections {
    return new PlainConnections(server, handle);
  }

  private constructor(
    private readonly server: Server,
    readonly handle: (asked: Asked) => void,
  ) {
    const [listener, ...others] = server.listeners('connection');
    if (!listener || others.length > 0) throw new Error('Somebody else listens for connections.');
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => this.open.add(new PlainConnection(socket, this)));
    this.takeOver = (socket) => {
      listener.call(server, socket);
      socket.resume();
    };
    const closeIdleOfNode = server.closeIdleConnections.bind(server);
    server.closeIdleConnections = () => {
      closeIdleOfNode();
      for (const connection of this.open) connection.endIfIdle();
    };
    const closeAllOfNode = server.closeAllConnections.bind(server);
    server.closeAllConnections = () => {
      closeAllOfNode();
      for (const connection of this.open) connection.cut();
    };
  }

  get idleMs(): number {
    return this.server.keepAliveTimeout;
  }

  get stopping(): boolean {
    return !this.server.listening;
  }

  /** Connections that Node knows nothing of. */
  get size(): number {
    return this.open.size;
  }

  gone(connection: PlainConnection): void {
    this.open.delete(connection);
  }
}
