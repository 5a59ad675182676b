import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, describeRetries, retrySchedule } from './backoff';

const policy = { attempts: 5, backoff: { baseMs: 10_000, capMs: 60_000 } };

describe('the wait before a retry', () => {
  it.each([
    [1, 10_000],
    [2, 20_000],
    [3, 40_000],
    [4, 60_000],
    [100, 60_000],
    [2000, 60_000],
  ])('after attempt %i lies between 0 and %i ms', (attempt, ceiling) => {
    expect(backoffMs(policy, attempt, 0)).toBe(0);
    expect(backoffMs(policy, attempt, 0.5)).toBe(ceiling / 2);
    expect(backoffMs(policy, attempt, 0.999999)).toBeLessThan(ceiling);
  });

  it('never passes the cap, whatever the policy', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 3_600_000 }),
        fc.integer({ min: 100, max: 86_400_000 }),
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (baseMs, capMs, attempt, random) => {
          const wait = backoffMs({ backoff: { baseMs, capMs } }, attempt, random);
          expect(Number.isInteger(wait) && wait >= 0 && wait <= capMs).toBe(true);
        },
      ),
    );
  });
});

describe('the schedule of retries', () => {
  it('has one wait for each attempt after the first', () => {
    expect(retrySchedule(policy)).toEqual([
      { attempt: 2, expectedMs: 5_000, maxMs: 10_000 },
      { attempt: 3, expectedMs: 10_000, maxMs: 20_000 },
      { attempt: 4, expectedMs: 20_000, maxMs: 40_000 },
      { attempt: 5, expectedMs: 30_000, maxMs: 60_000 },
    ]);
  });

  it('is said in words', () => {
    expect(describeRetries(policy)).toEqual({
      en: 'Tries again after about 5 s, 10 s, 20 s, 30 s',
      nb: 'Prøver igjen etter ca. 5 s, 10 s, 20 s, 30 s',
    });
    expect(describeRetries({ attempts: 9, backoff: { baseMs: 300, capMs: 86_400_000 } }).en).toBe(
      'Tries again after about 150 ms, 300 ms, 600 ms, 1 s, 2.5 s, 5 s and 2 more times',
    );
    expect(describeRetries({ attempts: 3, backoff: { baseMs: 3_600_000, capMs: 86_400_000 } }).nb).toBe(
      'Prøver igjen etter ca. 30 min, 1 t',
    );
    expect(describeRetries({ ...policy, attempts: 1 }).nb).toBe('Prøver én gang');
  });
});
