import { describe, expect, it } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import { ClickBatch } from './click-batch';

const click = (id: string): ClickRecord => ({
  id,
  at: 0,
  link: 'l',
  recipient: 'r',
  version: 1,
  kind: 'click',
  run: true,
});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A store whose answers the test gives. */
function aStore(): {
  batches: string[][];
  finish: (() => void)[];
  store: (clicks: ClickRecord[]) => Promise<void>;
} {
  const batches: string[][] = [];
  const finish: (() => void)[] = [];
  return {
    batches,
    finish,
    store: (clicks) => {
      batches.push(clicks.map((one) => one.id));
      return new Promise((resolve) => finish.push(resolve));
    },
  };
}

describe('the clicks of one turn', () => {
  it('travel together, and all are answered when they have arrived', async () => {
    const { batches, finish, store } = aStore();
    const answered: string[] = [];
    const batch = new ClickBatch(store, () => undefined);
    for (const id of ['a', 'b', 'c']) batch.add(click(id), { answer: () => answered.push(id) });
    await turn();
    expect(batches).toEqual([['a', 'b', 'c']]);
    expect(answered).toEqual([]);
    finish[0]?.();
    await turn();
    expect(answered).toEqual(['a', 'b', 'c']);
  });

  it('wait for a lane when all are taken, and grow meanwhile', async () => {
    const { batches, finish, store } = aStore();
    const batch = new ClickBatch(store, () => undefined, 1);
    for (const id of ['a', 'b', 'c']) {
      batch.add(click(id), { answer: () => undefined });
      await turn();
    }
    expect(batches).toEqual([['a']]);
    finish[0]?.();
    await turn();
    await turn();
    expect(batches).toEqual([['a'], ['b', 'c']]);
  });

  it('are at most as many as a job may carry', async () => {
    const { batches, store } = aStore();
    const batch = new ClickBatch(store, () => undefined, 8);
    for (let n = 0; n < 4_500; n++) batch.add(click(String(n)), { answer: () => undefined });
    for (let n = 0; n < 4; n++) await turn();
    expect(batches.map((ids) => ids.length)).toEqual([2_000, 2_000, 500]);
    expect(new Set(batches.flat()).size).toBe(4_500);
  });

  it('are answered one by one: an answer that fails does not keep the others waiting', async () => {
    const { finish, store } = aStore();
    const answered: string[] = [];
    const errors: unknown[] = [];
    const batch = new ClickBatch(store, (error) => errors.push(error));
    batch.add(click('a'), {
      answer: () => {
        throw new Error('gone');
      },
    });
    batch.add(click('b'), { answer: () => answered.push('b') });
    await turn();
    finish[0]?.();
    await turn();
    expect(answered).toEqual(['b']);
    expect(errors).toHaveLength(1);
  });
});
