import { mongo } from 'mongoose';

const ATTEMPTS = 5;

/** Reads, and again where MongoDB gives that up with this code, which says that another time it will not. */
export async function readAgain<T>(code: number, read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const again = error instanceof mongo.MongoServerError && error.code === code;
      if (!again || attempt === ATTEMPTS) throw error;
    }
  }
}
