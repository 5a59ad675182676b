import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Redis } from 'ioredis';
import { PeriodicTasks, createLog, type Leases } from '@linkflow/platform';
import { SessionEnds } from './session-ends';

const CHECK_MS = 15_000;
const log = createLog('api');
let tasks: PeriodicTasks;
let ends: SessionEnds;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  tasks = new PeriodicTasks(undefined as unknown as Leases, log);
  // This client never connects: the tests show what happens when no announcement arrives.
  const redis = new Redis({ lazyConnect: true });
  ends = new SessionEnds(redis, () => redis, 'lf', log, tasks);
  tasks.onApplicationBootstrap();
});
afterEach(() => vi.useRealTimers());

it('ends a stream within 15 seconds when nobody announced the end of its session', async () => {
  const end = vi.fn<() => void>();
  let open = true;
  ends.watch({ userId: 'u', isValid: () => Promise.resolve(open), end });
  await vi.advanceTimersByTimeAsync(CHECK_MS);
  expect(end).not.toHaveBeenCalled();
  open = false;
  await vi.advanceTimersByTimeAsync(CHECK_MS);
  expect(end).toHaveBeenCalledOnce();
});

it('does not stop in the middle of a check, and begins none after it', async () => {
  const checks: (() => void)[] = [];
  const isValid = () => new Promise<boolean>((resolve) => checks.push(() => resolve(true)));
  ends.watch({ userId: 'u', isValid, end: vi.fn<() => void>() });
  await vi.advanceTimersByTimeAsync(CHECK_MS * 2);
  // No second check starts while one is in progress.
  expect(checks).toHaveLength(1);
  const stopped = vi.fn<() => void>();
  const stopping = tasks.beforeApplicationShutdown().then(stopped);
  await vi.advanceTimersByTimeAsync(CHECK_MS);
  expect(stopped).not.toHaveBeenCalled();
  checks[0]?.();
  await stopping;
  await vi.advanceTimersByTimeAsync(CHECK_MS);
  expect(checks).toHaveLength(1);
});
