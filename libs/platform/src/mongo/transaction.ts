import type { Connection, mongo } from 'mongoose';

/** All or nothing. `work` may be called again when it met another transaction, so it must read what it decides on. */
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
