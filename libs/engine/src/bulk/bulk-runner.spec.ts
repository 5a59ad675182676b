import type { Clock, Leases, LiveEvents, Log, PeriodicTasks } from '@linkflow/platform';
import { expect, it, vi } from 'vitest';
import { BulkRunner, type BulkPageProcessor } from './bulk-runner';
import type { BulkStore } from './bulks';

type PeriodicTask = Parameters<PeriodicTasks['add']>[0];

it('releases the lease of a bulk whose page fails, so that it need not expire before the bulk continues', async () => {
  const tasks: PeriodicTask[] = [];
  const leases = {
    take: vi.fn<Leases['take']>(() => Promise.resolve(true)),
    release: vi.fn<Leases['release']>(() => Promise.resolve()),
  };
  const processNext = vi
    .fn<BulkPageProcessor['processNext']>()
    .mockRejectedValueOnce(new Error('MongoDB is gone'))
    .mockResolvedValue('idle');
  const warn = vi.fn<Log['warn']>();
  const runner = new BulkRunner(
    { activeIds: () => Promise.resolve(['b']) } as unknown as BulkStore,
    { processNext } as unknown as BulkPageProcessor,
    leases as unknown as Leases,
    { now: () => new Date() } satisfies Clock,
    { announce: () => undefined } as unknown as LiveEvents,
    { warn } as unknown as Log,
    { add: (task: PeriodicTask) => void tasks.push(task) } as unknown as PeriodicTasks,
  );
  await tasks[0]?.run(new AbortController().signal);
  await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(1));
  expect(leases.release).toHaveBeenCalledWith('bulk:b');
  await tasks[0]?.run(new AbortController().signal);
  await vi.waitFor(() => expect(leases.release).toHaveBeenCalledTimes(2));
  expect(processNext).toHaveBeenCalledTimes(2);
  await runner.beforeApplicationShutdown();
});
