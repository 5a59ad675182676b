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

/** 95th percentile of requests to the API, one at a time. */
export async function benchRequest(
  api: ApiClient,
  { name, path, requests }: { name: string; path: PathOf; requests: number },
): Promise<Figure> {
  const times = await timesOf(
    api,
    Array.from({ length: requests }, (_, n) => path(n)),
  );
  return {
    name: `${name}, p95`,
    value: p95(times),
    unit: 'ms',
    aim: { atMost: AT_MOST_MS },
    detail: `median ${median(times).toFixed(0)} ms`,
  };
}
