import { describe, expect, it } from 'vitest';
import { CachedValue } from './cached-value';

describe('CachedValue', () => {
  const setUp = () => {
    let now = 1;
    let loads = 0;
    let load = (): Promise<{ n: number }> => Promise.resolve({ n: ++loads });
    const cached = new CachedValue(
      () => load(),
      { freshMs: 100, staleMs: 1_000 },
      () => now,
    );
    return {
      read: async () => (await cached.get()).n,
      outdate: () => cached.outdate(),
      at: (ms: number) => (now = 1 + ms),
      failLoads: () => (load = () => Promise.reject(new Error('away'))),
      succeed: () => (load = () => Promise.resolve({ n: ++loads })),
    };
  };

  it('is loaded once for concurrent readers and while it is fresh', async () => {
    const { read, at } = setUp();
    expect(await Promise.all([read(), read()])).toEqual([1, 1]);
    at(99);
    expect(await read()).toBe(1);
  });

  it('is returned at once when it is stale, and loaded again in the background', async () => {
    const { read, at } = setUp();
    await read();
    at(101);
    expect(await read()).toBe(1);
    await new Promise(setImmediate);
    expect(await read()).toBe(2);
  });

  it('is awaited when it is older than staleMs', async () => {
    const { read, at } = setUp();
    await read();
    at(1_000);
    expect(await read()).toBe(2);
  });

  it('is returned while loading fails, until it is older than staleMs', async () => {
    const { read, at, failLoads } = setUp();
    await read();
    failLoads();
    at(500);
    expect(await read()).toBe(1);
    at(1_000);
    await expect(read()).rejects.toThrow('away');
  });

  it('is loaded by the next reader after it was changed, once', async () => {
    const { read, outdate } = setUp();
    await read();
    outdate();
    expect(await Promise.all([read(), read()])).toEqual([2, 2]);
    expect(await read()).toBe(2);
  });

  it('is not returned as it was before the change if loading it again fails', async () => {
    const { read, outdate, failLoads, succeed } = setUp();
    await read();
    outdate();
    failLoads();
    await expect(read()).rejects.toThrow('away');
    succeed();
    expect(await read()).toBe(2);
  });
});
