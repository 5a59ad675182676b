import { describe, expect, it } from 'vitest';
import { isRetryStorm } from './overview.service';

describe('a retry storm', () => {
  it.each([
    ['no runs', 0, 0, false],
    ['a hundred runs that are all of the recent clicks', 100, 100, false],
    ['thousands of runs that are a small share of the recent clicks', 2_000, 60_000, false],
    ['one in twelve of the recent clicks', 5_000, 60_000, true],
    ['hundreds of runs after the traffic has ended', 500, 0, true],
  ])('is decided for %s', (_case, retrying, clicks, expected) => {
    expect(isRetryStorm(retrying, clicks)).toBe(expected);
  });
});
