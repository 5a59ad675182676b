/** The smallest round number (1, 2 or 5 and zeros) that is not below the largest value: the top of a chart that can be read. */
export function roundTop(values: readonly number[]): number {
  const most = Math.max(1, ...values);
  const size = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * size).find((top) => top >= most) ?? most;
}

/** Heights in per cent of the top. What is not nothing can be seen. */
export function barHeights(values: readonly number[]): number[] {
  const top = roundTop(values);
  return values.map((value) => (value === 0 ? 0 : Math.max(3, Math.round((value / top) * 100))));
}
