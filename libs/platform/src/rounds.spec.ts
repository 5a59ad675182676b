import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Rounds } from './rounds';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

/** Work with numbers, which are recorded in the order in which they begin. */
function recorder(options: ConstructorParameters<typeof Rounds>[0]) {
  const rounds = new Rounds(options);
  const begun: number[] = [];
  const arrive = (...numbers: number[]): void => {
    for (const n of numbers) rounds.begin(() => begun.push(n));
  };
  return { arrive, begun, rounds };
}

describe('rounds of work', () => {
  it('let little work begin at once', () => {
    const { arrive, begun } = recorder({ gatherMs: 20, atOnce: 2, size: 100 });
    arrive(1, 2);
    expect(begun).toEqual([1, 2]);
    vi.advanceTimersByTime(20);
    arrive(3);
    expect(begun).toEqual([1, 2, 3]);
  });

  it('let what arrives in quick succession begin together', () => {
    const { arrive, begun } = recorder({ gatherMs: 20, atOnce: 2, size: 100 });
    arrive(1, 2, 3);
    vi.advanceTimersByTime(19);
    arrive(4, 5);
    expect(begun).toEqual([1, 2]);
    vi.advanceTimersByTime(1);
    expect(begun).toEqual([1, 2, 3, 4, 5]);
    // Because there were so many in that round, the next one is awaited; after it, work begins at once again.
    arrive(6);
    vi.advanceTimersByTime(19);
    expect(begun).not.toContain(6);
    vi.advanceTimersByTime(1);
    arrive(7);
    expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('begin early when they are full', () => {
    const { arrive, begun } = recorder({ gatherMs: 10_000, atOnce: 1, size: 3 });
    arrive(1, 2, 3, 4, 5, 6, 7, 8);
    expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7]);
    vi.advanceTimersByTime(10_000);
    expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('begin early with work that is heavy', () => {
    const { rounds, begun, arrive } = recorder({ gatherMs: 20, atOnce: 1, size: 10 });
    arrive(1, 2);
    rounds.begin(() => begun.push(3), 9);
    expect(begun).toEqual([1, 2, 3]);
  });

  it('can be awaited', async () => {
    const { rounds } = recorder({ gatherMs: 20, atOnce: 1, size: 100 });
    expect(rounds.next()).toBeUndefined();
    const both = Promise.all([rounds.next(), rounds.next()]);
    vi.advanceTimersByTime(20);
    await expect(both).resolves.toEqual([undefined, undefined]);
  });
});
