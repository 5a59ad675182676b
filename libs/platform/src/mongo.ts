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

/** Application name of our connections, by which `$currentOp` can filter. */
export const MONGO_APP_NAME = 'linkflow';
export const SERVER_SELECTION_MS = 5_000;
const RECONNECT_MS = 250;
const RETRY_READ_ATTEMPTS = 5;
/** Pause before the second attempt, ms; each further pause is longer by as much. */
const RETRY_READ_PAUSE_MS = 20;

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
 * Returns the connection object immediately and connects in the background, with retries. Before the first successful connect,
 * operations fail, either immediately or after the driver's server selection timeout. Later the driver reconnects by itself.
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
        // The first failure was logged by the caller.
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

/** Returns a collection of the driver. Call it only in the file that owns the collection; no other file uses the collection's name. */
export function collectionOf<T extends { _id: unknown }>(
  connection: Connection,
  name: string,
): mongo.Collection<T> {
  if (!connection.db) throw new Error(`The collection ${name} was used before MongoDB was connected.`);
  return connection.db.collection<T>(name);
}

/**
 * Runs `work` in a transaction with majority writes. On a write conflict `work` is called again, so it must read everything on which it
 * decides.
 */
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
 * Runs reads on one snapshot of the database, so that all see the same moment. `read` must await them one after the other, because a
 * session does not support concurrent operations, and may be called more than once.
 */
export function readSnapshot<T>(
  connection: Connection,
  read: (session: mongo.ClientSession) => Promise<T>,
): Promise<T> {
  return retrySnapshot(async () => {
    const session = connection.getClient().startSession({ snapshot: true });
    try {
      return await read(session);
    } finally {
      await session.endSession();
    }
  });
}

/** Error code: a collection or an index was created after the moment of the snapshot. */
const SNAPSHOT_UNAVAILABLE = 246;

/** Repeats a read with the read concern `snapshot` while there is no snapshot, as shortly after an index was created. */
export const retrySnapshot = <T>(read: () => Promise<T>): Promise<T> => retryRead(SNAPSHOT_UNAVAILABLE, read);

/** Repeats a read while MongoDB fails it with this transient error code, up to five attempts in all, with growing pauses. */
export async function retryRead<T>(code: number, read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const isTransient = error instanceof mongo.MongoServerError && error.code === code;
      if (!isTransient || attempt === RETRY_READ_ATTEMPTS) throw error;
      await sleep(attempt * RETRY_READ_PAUSE_MS);
    }
  }
}

/** MongoDB's code of a write that violates a unique index. */
export const DUPLICATE_KEY = 11_000;

/** True for the error of a single write that violates a unique index. */
export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;
