import { describe, expect, it } from 'vitest';
import { isRetryStorm } from './retry-storm';

describe('a retry storm', () => {
  it.each([
    ['nothing', 0, 0, false],
    ['a handful, though all that was clicked', 100, 100, false],
    ['many, but few of what was clicked', 2_000, 60_000, false],
    ['one in twelve of what was clicked', 5_000, 60_000, true],
    ['what is stuck after the traffic has ended', 500, 0, true],
  ])('%s', (_what, retrying, clicks, expected) => {
    expect(isRetryStorm(retrying, clicks)).toBe(expected);
  });
});
