import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { retrySnapshot } from './mongo';

const refusal = (code: number) => new mongo.MongoServerError({ message: 'no snapshot', code });

/** A read that fails with these errors, one after the other, and then returns `read`. */
function failing(...errors: Error[]): () => Promise<string> {
  return () => {
    const error = errors.shift();
    return error ? Promise.reject(error) : Promise.resolve('read');
  };
}

describe('a read of a snapshot', () => {
  it('is repeated while there is no snapshot, as shortly after an index was created', async () => {
    expect(await retrySnapshot(failing(refusal(246), refusal(246)))).toBe('read');
  });

  it('fails with the error of MongoDB after five attempts, and at once with any other error', async () => {
    const left = Array.from({ length: 6 }, () => refusal(246));
    await expect(
      retrySnapshot(() => Promise.reject(left.shift() ?? new Error('none'))),
    ).rejects.toMatchObject({
      code: 246,
    });
    expect(left).toHaveLength(1);
    await expect(retrySnapshot(failing(refusal(13)))).rejects.toMatchObject({ code: 13 });
  });
});
