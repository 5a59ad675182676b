import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BACKOFF_BY_PACE,
  convertDuration,
  DURATION_UNITS,
  paceOf,
  retrySummary,
  splitDuration,
} from './times';

describe('durations', () => {
  it('splits a duration into the largest whole unit without changing its length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.constantFrom(...DURATION_UNITS),
        (value, stored) => {
          const { amount, unit } = splitDuration(value, stored);
          expect(Number.isInteger(amount)).toBe(true);
          expect(convertDuration(amount ?? 0, unit, stored)).toBeCloseTo(value);
        },
      ),
    );
    expect(splitDuration(120, 'minutes')).toEqual({ amount: 2, unit: 'hours' });
    expect(splitDuration(null, 'days')).toEqual({ amount: null, unit: 'days' });
  });
});

describe('retry summary', () => {
  it('lists the first delays and counts the rest', () => {
    const { waits, more, totalMs } = retrySummary({ attempts: 9, backoff: BACKOFF_BY_PACE.quick });
    expect(waits).toHaveLength(5);
    expect(more).toBe(3);
    expect(totalMs).toBeGreaterThan(waits.reduce((sum, wait) => sum + wait, 0));
    expect(retrySummary({ attempts: 1, backoff: BACKOFF_BY_PACE.quick })).toEqual({
      waits: [],
      more: 0,
      totalMs: 0,
    });
  });
  it('recognises the backoff presets', () => {
    expect(paceOf(BACKOFF_BY_PACE.patient)).toBe('patient');
    expect(paceOf({ baseMs: 1, capMs: 2 })).toBeNull();
  });
});
