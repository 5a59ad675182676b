import { describe, expect, it } from 'vitest';
import { readAhead } from './read-ahead';

describe('values that are read ahead', () => {
  it('come in their order, each prepared while the one before it is used', async () => {
    const { source, log } = logged(3);
    for await (const value of readAhead(source())) {
      await turn();
      log.push(`use ${value}`);
    }
    expect(log).toEqual(['read 0', 'read 1', 'use 0', 'read 2', 'use 1', 'closed', 'use 2']);
  });

  it('are no longer read after the caller has stopped, and the source is closed', async () => {
    const { source, log } = logged(9);
    for await (const value of readAhead(source())) if (value === 1) break;
    await turn();
    expect(log).toEqual(['read 0', 'read 1', 'read 2', 'closed']);
  });

  it('end with the error of the source, after those before it', async () => {
    const used: number[] = [];
    const failing = async function* () {
      yield await Promise.resolve(1);
      throw new Error('unreadable');
    };
    await expect(async () => {
      for await (const value of readAhead(failing())) {
        await turn();
        used.push(value);
      }
    }).rejects.toThrow('unreadable');
    expect(used).toEqual([1]);
  });
});

function logged(count: number) {
  const log: string[] = [];
  const source = async function* () {
    try {
      for (let value = 0; value < count; value += 1) {
        await Promise.resolve();
        log.push(`read ${value}`);
        yield value;
      }
    } finally {
      log.push('closed');
    }
  };
  return { source, log };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
