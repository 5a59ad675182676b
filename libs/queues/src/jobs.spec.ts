import { afterEach, expect, it, vi } from 'vitest';
import { cappedBackoff } from './jobs';

afterEach(() => {
  vi.restoreAllMocks();
});

it('doubles the delay between the attempts of a job from 200 ms up to 15 s', () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  expect([1, 2, 3, 7, 8, 20, 10_000].map(cappedBackoff)).toEqual([
    200, 400, 800, 12_800, 15_000, 15_000, 15_000,
  ]);
});

it('takes up to half off the delay at random, so that jobs that failed together are not retried together', () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.999_999);
  expect(cappedBackoff(20)).toBeGreaterThanOrEqual(7_500);
  expect(cappedBackoff(20)).toBeLessThan(7_510);
});
