/** Returns the maximum of the chart's scale: the smallest number of the form 1, 2 or 5 × 10ⁿ that is at least the largest value. */
export function roundTop(values: readonly number[]): number {
  const most = Math.max(1, ...values);
  const size = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * size).find((top) => top >= most) ?? most;
}

/** Returns the heights of the bars in per cent of the scale. Bars of values above zero have at least 3 %, so that they are visible. */
export function barHeights(values: readonly number[]): number[] {
  const top = roundTop(values);
  return values.map((value) => (value === 0 ? 0 : Math.max(3, Math.round((value / top) * 100))));
}
