import { describe, expect, it } from 'vitest';
import { barHeights, roundTop } from './bars';

describe('the bars of a chart', () => {
  it.each([
    [[], 1],
    [[0, 0], 1],
    [[3], 5],
    [[7, 10], 10],
    [[11], 20],
    [[480], 500],
    [[30_001], 50_000],
  ])('of %j end below %i', (values, top) => {
    expect(roundTop(values)).toBe(top);
  });

  it('show one click beside thousands, and nothing as nothing', () => {
    expect(barHeights([0, 1, 2_500, 5_000])).toEqual([0, 3, 50, 100]);
  });
});
