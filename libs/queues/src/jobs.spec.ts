import type { Queue } from 'bullmq';
import { afterEach, expect, it, vi } from 'vitest';
import { JobProducer, cappedBackoff, type Queues } from './jobs';

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

it('adds jobs with the same id to the same queue, and spreads other jobs over all queues of their kind', async () => {
  const added = new Map<string, string[]>();
  const queues = ['runs-0', 'runs-1', 'runs-2'].map((name): Pick<Queue, 'add'> => ({
    add: async (_kind, _payload, options) => {
      added.set(name, [...(added.get(name) ?? []), options?.jobId ?? 'none']);
      return undefined as never;
    },
  }));
  const jobs = new JobProducer({ of: () => queues as Queue[] } as unknown as Queues, {
    now: () => new Date(),
  });
  const payload = { v: 1 as const, runIds: [] };
  for (const round of [1, 2]) {
    for (let n = 0; n < 30; n += 1) await jobs.add('runs', payload, { jobId: `job-${n}` });
    for (let n = 0; n < round; n += 1) await jobs.add('runs', payload);
  }
  const byQueue = [...added.values()];
  expect(byQueue).toHaveLength(3);
  for (const ids of byQueue) expect(ids.filter((id) => id === 'none')).toHaveLength(1);
  for (let n = 0; n < 30; n += 1) expect(byQueue.filter((ids) => ids.includes(`job-${n}`))).toHaveLength(1);
});
