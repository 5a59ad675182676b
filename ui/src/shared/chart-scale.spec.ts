import { describe, expect, it } from 'vitest';
import { barHeights, roundTop } from './chart-scale';

describe('bars of the clicks chart', () => {
  it.each([
    [[], 1],
    [[0, 0], 1],
    [[3], 5],
    [[7, 10], 10],
    [[11], 20],
    [[480], 500],
    [[30_001], 50_000],
  ])('scale of %j ends at %i', (values, top) => {
    expect(roundTop(values)).toBe(top);
  });

  it('shows one click beside thousands as a visible bar, and zero as none', () => {
    expect(barHeights([0, 1, 2_500, 5_000])).toEqual([0, 3, 50, 100]);
  });
});
