import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MicroBatch, type MicroBatchOptions } from './micro-batch';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

/** A micro-batch of numbers, and the groups that have left it. */
function recorder(options: MicroBatchOptions, work: () => Promise<void> = () => Promise.resolve()) {
  const groups: number[][] = [];
  const batch = new MicroBatch<number>((items) => {
    groups.push(items);
    return work();
  }, options);
  const add = (...numbers: number[]): void => numbers.forEach((n) => batch.add(n));
  return { add, groups };
}

/** Lets time pass, and the turns of the event loop that follow. */
async function after(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
}

describe('a micro-batch', () => {
  it('groups what is added in one turn of the event loop', async () => {
    const { add, groups } = recorder({});
    add(1, 2);
    await after(0);
    add(3);
    await after(0);
    expect(groups).toEqual([[1, 2], [3]]);
  });

  it('lets items wait while the maximum number of groups is processed', async () => {
    const ends: (() => void)[] = [];
    const { add, groups } = recorder({ concurrency: 1 }, () => new Promise((end) => ends.push(end)));
    add(1);
    await after(0);
    add(2);
    await after(10_000);
    add(3);
    expect(groups).toEqual([[1]]);
    ends[0]?.();
    await after(0);
    expect(groups).toEqual([[1], [2, 3]]);
  });

  it('leaves the rest of a large group for the next one', async () => {
    const { add, groups } = recorder({ maxSize: 2 });
    add(1, 2, 3);
    await after(0);
    expect(groups).toEqual([[1, 2], [3]]);
  });
});

describe('a micro-batch that gathers items', () => {
  const gather = { ms: 20, size: 3 };

  it('lets the first one leave at once, and what follows soon together', async () => {
    const { add, groups } = recorder({ gather });
    add(1);
    await after(0);
    expect(groups).toEqual([[1]]);
    add(2);
    await after(19);
    expect(groups).toEqual([[1]]);
    add(3);
    await after(1);
    expect(groups).toEqual([[1], [2, 3]]);
    await after(20);
    add(4);
    await after(0);
    expect(groups).toEqual([[1], [2, 3], [4]]);
  });

  it('lets them leave early when they are enough', async () => {
    const { add, groups } = recorder({ gather });
    add(1);
    await after(0);
    add(2, 3);
    await after(5);
    add(4);
    await after(0);
    expect(groups).toEqual([[1], [2, 3, 4]]);
    // The time counts from this group on.
    add(5);
    await after(19);
    expect(groups).toHaveLength(2);
    await after(1);
    expect(groups.at(-1)).toEqual([5]);
  });
});
