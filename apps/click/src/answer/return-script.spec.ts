import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SuspendedScripts } from '@linkflow/links';
import type { Log, Metrics } from '@linkflow/platform';
import { ScriptBreaker } from './return-script';

let breaker: ScriptBreaker;
let errors: string[];
let listed: Set<string>;

beforeEach(() => {
  vi.useFakeTimers();
  errors = [];
  listed = new Set();
  const shared: Pick<SuspendedScripts, 'add' | 'remove'> = {
    add: async ({ id }) => void listed.add(id),
    remove: async (id) => void listed.delete(id),
  };
  const metrics: Pick<Metrics, 'gauge'> = { gauge: () => undefined };
  const log: Pick<Log, 'error' | 'info'> = {
    info: () => undefined,
    error: (_details: unknown, message?: string) => errors.push(message ?? ''),
  };
  breaker = new ScriptBreaker(shared as SuspendedScripts, metrics as Metrics, log as Log);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a script for redirects', () => {
  it('is suspended after three timeouts in a row, which is logged once', () => {
    for (let n = 0; n < 2; n++) breaker.timedOut({ _id: 'slow', name: 'Slow' });
    breaker.inTime('slow');
    for (let n = 0; n < 2; n++) breaker.timedOut({ _id: 'slow', name: 'Slow' });
    expect(breaker.mayRun('slow')).toBe(true);
    for (let n = 0; n < 5; n++) breaker.timedOut({ _id: 'slow', name: 'Slow' });
    expect([breaker.mayRun('slow'), breaker.mayRun('other')]).toEqual([false, true]);
    expect([breaker.suspended(), [...listed]]).toEqual([['slow'], ['slow']]);
    expect(errors).toHaveLength(1);
  });

  it('is tried once a minute while it is suspended, and run again when it is in time', () => {
    for (let n = 0; n < 3; n++) breaker.timedOut({ _id: 'slow', name: 'Slow' });
    vi.advanceTimersByTime(60_000);
    expect([breaker.mayRun('slow'), breaker.mayRun('slow')]).toEqual([true, false]);
    breaker.timedOut({ _id: 'slow', name: 'Slow' });
    vi.advanceTimersByTime(59_000);
    expect(breaker.mayRun('slow')).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(breaker.mayRun('slow')).toBe(true);
    breaker.inTime('slow');
    expect([breaker.mayRun('slow'), breaker.suspended(), [...listed]]).toEqual([true, [], []]);
  });
});
