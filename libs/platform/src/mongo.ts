import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamicModule } from '@nestjs/common';
import { MongooseModule, type MongooseModuleFactoryOptions } from '@nestjs/mongoose';
import { mongo, type Connection } from 'mongoose';
import { MongoConfig, readConfig } from './config';
import { Log } from './log';

/** How an app behaves when MongoDB does not answer at its start. */
export type MongoAtStart =
  /** The process ends with an error after some seconds, to be restarted by its supervisor. */
  | 'required'
  /** The app starts anyway and connects in the background. MongoDB operations fail until it has connected. */
  | 'optional';

/** Marks our connections in MongoDB's lists. */
export const MONGO_APP_NAME = 'linkflow';
export const SERVER_SELECTION_MS = 5_000;
const RECONNECT_MS = 250;
const RETRY_READ_ATTEMPTS = 5;

/**
 * The MongoDB connection of a process. Writes are acknowledged by a majority before they count as done, so that a failover
 * cannot lose the state of a run that was reported as stored.
 */
export const mongoModule = (atStart: MongoAtStart): DynamicModule =>
  MongooseModule.forRootAsync({
    useFactory: (log: Log): MongooseModuleFactoryOptions => ({
      uri: readConfig(MongoConfig).MONGODB_URI,
      appName: MONGO_APP_NAME,
      writeConcern: { w: 'majority' },
      serverSelectionTimeoutMS: SERVER_SELECTION_MS,
      maxPoolSize: 20,
      retryAttempts: 0,
      connectionErrorFactory: noAnswerError,
      ...(atStart === 'optional' && {
        lazyConnection: true,
        connectionFactory: (connection: Connection) => connectWithRetry(connection, log),
      }),
    }),
    inject: [Log],
  });

export function noAnswerError(cause: Error): Error {
  const seconds = SERVER_SELECTION_MS / 1_000;
  return new Error(`MongoDB did not answer within ${seconds} s at MONGODB_URI: ${cause.message}`, { cause });
}

/**
 * Returns a connection that can be used before it is established, and keeps trying to establish it. Operations fail until then,
 * at once or after the driver's server selection timeout. After the first success the driver reconnects by itself.
 */
function connectWithRetry(connection: Connection, log: Log): Connection {
  const client = connection.getClient();
  let isClosed = false;
  connection.once('close', () => (isClosed = true));
  // mongoose sets `db` only after connecting; the driver provides it at once.
  Object.assign(connection, { db: client.db() });

  const retry = async (): Promise<void> => {
    while (!isClosed) {
      try {
        await client.connect();
        connection.setClient(client);
        return log.info({}, 'connected to MongoDB');
      } catch {
        // Already logged.
        await sleep(RECONNECT_MS, undefined, { ref: false });
      }
    }
  };
  connection.asPromise().catch((error: unknown) => {
    log.warn({ err: error }, 'MongoDB does not answer; retrying in the background');
    void retry();
  });
  return connection;
}

/** A collection of the driver. Declare one in the file that owns it; no other file names it. */
export function collectionOf<T extends { _id: unknown }>(
  connection: Connection,
  name: string,
): mongo.Collection<T> {
  if (!connection.db) throw new Error(`The collection ${name} was used before MongoDB was connected.`);
  return connection.db.collection<T>(name);
}

/** Runs `work` in a transaction with majority writes. `work` is repeated on a write conflict, so it must read everything it decides on. */
export function transaction<T>(
  connection: Connection,
  work: (session: mongo.ClientSession) => Promise<T>,
): Promise<T> {
  return connection
    .getClient()
    .withSession((session) =>
      session.withTransaction(() => work(session), { writeConcern: { w: 'majority' } }),
    );
}

/**
 * Runs reads on one snapshot of the database: all see the same moment. Await them one after the other: a session
 * does not support concurrent operations. `read` may be repeated.
 */
export function readSnapshot<T>(
  connection: Connection,
  read: (session: mongo.ClientSession) => Promise<T>,
): Promise<T> {
  return retryRead(SNAPSHOT_UNAVAILABLE, async () => {
    const session = connection.getClient().startSession({ snapshot: true });
    try {
      return await read(session);
    } finally {
      await session.endSession();
    }
  });
}

/** A collection or an index was created after the moment of the snapshot. */
const SNAPSHOT_UNAVAILABLE = 246;

/** Repeats a read, up to five attempts, while MongoDB fails it with this transient error code. */
export async function retryRead<T>(code: number, read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const isTransient = error instanceof mongo.MongoServerError && error.code === code;
      if (!isTransient || attempt === RETRY_READ_ATTEMPTS) throw error;
    }
  }
}
