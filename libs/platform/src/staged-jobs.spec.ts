import { expect, it, vi } from 'vitest';
import type { Leases } from './leases';
import type { Log } from './log';
import type { PeriodicTask, PeriodicTasks } from './periodic-tasks';
import type { LiveEvents } from './redis';
import { StagedJobRunner, type JobPageResult } from './staged-jobs';
import type { Clock } from './time';

it('releases the lease of a job whose page fails, so that it need not expire before the job continues', async () => {
  const tasks: PeriodicTask[] = [];
  const leases = {
    take: vi.fn<Leases['take']>(() => Promise.resolve(true)),
    release: vi.fn<Leases['release']>(() => Promise.resolve()),
  };
  const processNext = vi
    .fn<(id: string) => Promise<JobPageResult>>()
    .mockRejectedValueOnce(new Error('MongoDB is gone'))
    .mockResolvedValue('idle');
  const warn = vi.fn<Log['warn']>();
  const runner = new StagedJobRunner(
    leases as unknown as Leases,
    { now: () => new Date() } satisfies Clock,
    { announce: () => undefined } as unknown as LiveEvents,
    { warn } as unknown as Log,
    { add: (task: PeriodicTask) => void tasks.push(task) } as unknown as PeriodicTasks,
  );
  runner.add({ name: 'bulk', leaseMs: 1_000, activeIds: () => Promise.resolve(['b']), processNext });
  await tasks[0]?.run(new AbortController().signal);
  await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(1));
  expect(leases.release).toHaveBeenCalledWith('bulk:b');
  await tasks[0]?.run(new AbortController().signal);
  await vi.waitFor(() => expect(leases.release).toHaveBeenCalledTimes(2));
  expect(processNext).toHaveBeenCalledTimes(2);
  await runner.beforeApplicationShutdown();
});
