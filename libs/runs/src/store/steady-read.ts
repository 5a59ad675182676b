import { mongo } from 'mongoose';

/** MongoDB gives up a read under way when an index goes that it had looked at, also one that it did not use. */
const QUERY_PLAN_KILLED = 175;
const ATTEMPTS = 5;

/** Reads again where an index was dropped meanwhile, as happens when a new version of the house is set up beside an old one. */
export async function steadyRead<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const again = error instanceof mongo.MongoServerError && error.code === QUERY_PLAN_KILLED;
      if (!again || attempt === ATTEMPTS) throw error;
    }
  }
}
