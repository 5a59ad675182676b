/*
 * Times are counted in buckets whose bounds grow by a constant factor, so that two sets of times are added, or one is taken out of the
 * other, by adding or subtracting numbers. Any quantile that is read from the buckets differs from that of the times by at most
 * `TIME_ERROR`. 1 ms to 10 years are 267 buckets; the steps of a workflow use a few of them.
 */

/** Maximum relative error of a quantile. */
export const TIME_ERROR = 0.05;
const GROWTH = (1 + TIME_ERROR) / (1 - TIME_ERROR);
const LOG_GROWTH = Math.log(GROWTH);

/**
 * The bucket of a time in ms. Bucket 0 holds times below 1 ms, bucket n those above `GROWTH^(n-2)` and up to `GROWTH^(n-1)`. A negative
 * time, from clocks that differ, counts as 0.
 */
export const bucketOf = (ms: number): number => (ms < 1 ? 0 : 1 + Math.ceil(Math.log(ms) / LOG_GROWTH));

/** The time, in ms, that is at most `TIME_ERROR` away from each time in the bucket. */
const timeOf = (bucket: number): number => (bucket === 0 ? 0 : (2 * GROWTH ** (bucket - 1)) / (GROWTH + 1));

/**
 * A quantile by nearest rank: the smallest time that at least the share `q` of all times does not exceed.
 * @param buckets number of times by bucket
 * @returns ms; null if there are no times
 */
export function quantileOf(buckets: ReadonlyMap<number, number>, q: number): number | null {
  const filled = [...buckets].filter(([, n]) => n > 0).sort(([a], [b]) => a - b);
  const rank = q * filled.reduce((sum, [, n]) => sum + n, 0);
  let below = 0;
  for (const [bucket, n] of filled) {
    below += n;
    if (below >= rank) return timeOf(bucket);
  }
  return null;
}
