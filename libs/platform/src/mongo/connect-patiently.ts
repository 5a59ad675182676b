import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import type { Log } from '../log/logger';

const PAUSE_MS = 250;

/**
 * Lets a connection be used that has not been made yet, and goes on trying to make it. Until then everything that is asked
 * of it fails, soon or after the driver's patience; later the driver mends a lost connection by itself.
 */
export function connectPatiently(connection: Connection, log: Log): Connection {
  const client = connection.getClient();
  let closed = false;
  connection.once('close', () => (closed = true));
  // The driver gives out databases and collections before it has met a server; mongoose only afterwards.
  Object.assign(connection, { db: client.db() });

  const tryOn = async (): Promise<void> => {
    while (!closed) {
      try {
        await client.connect();
        connection.setClient(client);
        return log.info({}, 'MongoDB is there');
      } catch {
        // It was said that we wait.
        await sleep(PAUSE_MS, undefined, { ref: false });
      }
    }
  };
  connection.asPromise().catch((error: unknown) => {
    log.warn({ err: error }, 'MongoDB does not answer; it is waited for');
    void tryOn();
  });
  return connection;
}
