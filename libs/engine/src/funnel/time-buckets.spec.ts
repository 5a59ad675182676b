import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TIME_ERROR, bucketOf, quantileOf } from './time-buckets';

const TEN_YEARS_MS = 315_360_000_000;
const time = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  fc.integer({ min: 0, max: 3_600_000 }),
  fc.integer({ min: 0, max: TEN_YEARS_MS }),
);

function bucketsOf(times: readonly number[]): Map<number, number> {
  const buckets = new Map<number, number>();
  for (const ms of times) buckets.set(bucketOf(ms), (buckets.get(bucketOf(ms)) ?? 0) + 1);
  return buckets;
}

describe('buckets of times', () => {
  it('give each quantile with the documented error', () => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 1 }), fc.constantFrom(0.01, 0.5, 0.9, 0.95, 1), (times, q) => {
        const sorted = times.toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil(q * sorted.length) - 1] ?? Number.NaN;
        const found = quantileOf(bucketsOf(times), q) ?? Number.NaN;
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * TIME_ERROR * (1 + 1e-9));
      }),
    );
  });

  it('count a time before the event as zero, and have no quantile without times', () => {
    expect(bucketOf(-5)).toBe(0);
    expect(quantileOf(new Map([[0, 2]]), 0.5)).toBe(0);
    expect(quantileOf(new Map([[3, 0]]), 0.5)).toBeNull();
  });

  it('are few: ten years need less than 270', () => {
    expect(bucketOf(TEN_YEARS_MS)).toBeLessThan(270);
  });
});
