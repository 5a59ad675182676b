import type { ApiClient } from '../support';
import { median, percentile, type Figure } from './median';

/** Most that a list or a report may take, ms. */
const AT_MOST_MS = 200;

/** The path of the nth request. */
export type PathOf = (n: number) => string;

/** Requests the paths one after the other. Returns the time of each, ms. */
export async function timesOf(api: ApiClient, paths: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const path of paths) {
    const start = performance.now();
    const { status } = await api.send('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status}`);
    times.push(performance.now() - start);
  }
  return times;
}

export const p95 = (times: readonly number[]): number => percentile(times, 0.95);

/** A list or a report. */
export interface Requested {
  name: string;
  path: PathOf;
}

/**
 * 95th percentiles of requests to the API, one at a time: the first of each, then the second of each, and so on. What happens now and then,
 * as a checkpoint of MongoDB each minute, then slows all of them down and not one.
 */
export async function benchRequests(
  api: ApiClient,
  lists: readonly Requested[],
  { requests }: { requests: number },
): Promise<Figure[]> {
  const times = lists.map((): number[] => []);
  for (let n = 0; n < requests; n += 1) {
    const round = await timesOf(
      api,
      lists.map(({ path }) => path(n)),
    );
    round.forEach((time, index) => times[index]?.push(time));
  }
  return lists.map(({ name }, index) => ({
    name: `${name}, p95`,
    value: p95(times[index] ?? []),
    unit: 'ms',
    aim: { atMost: AT_MOST_MS },
    detail: `median ${median(times[index] ?? []).toFixed(0)} ms`,
  }));
}
