import { Redis } from 'ioredis';
import { afterAll, expect, it } from 'vitest';
import { Executions, backoffAfterCrash } from '@linkflow/queues';
import { testEnvironment, until } from '../support';

const environment = testEnvironment('executions');
const redis = new Redis(environment.redisUrl);
const executions = new Executions(redis, environment.queuePrefix);
afterAll(async () => {
  redis.disconnect();
  await environment.dispose();
});

it('counts the deliveries of a job that began and did not end, and forgets them when one ends', async () => {
  const [crashing, other] = ['1', '2'].map((jobId) => ({ queue: 'clicks-0', jobId }));
  if (!crashing || !other) throw new Error('There are no jobs');
  expect(await executions.interruptionsOf(crashing)).toEqual({ count: 0, waited: 0 });
  await Promise.all([executions.begin(crashing, 0), executions.begin(other, 0)]);
  executions.end(other);
  // Simulates a crash of the worker, and below a second crash: `end` is called for neither delivery of the job `crashing`.
  await until(async () => (await executions.interruptionsOf(other)).count === 0);
  expect(await executions.interruptionsOf(crashing)).toEqual({ count: 1, waited: 0 });
  await executions.begin(crashing, 1);
  await executions.wait(crashing, 2);
  expect(await executions.interruptionsOf(crashing)).toEqual({ count: 2, waited: 2 });
  executions.end(crashing);
  await until(async () => (await executions.interruptionsOf(crashing)).count === 0);
  expect(await redis.hlen(`${environment.queuePrefix}:executing`)).toBe(0);
});

it('does not keep a job from beginning when Redis is gone', async () => {
  const gone = new Redis({ port: 1, lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  gone.on('error', () => undefined);
  await new Executions(gone, 'gone').begin({ queue: 'clicks-0', jobId: '1' }, 0);
  gone.disconnect();
});

it('spaces the tries after crashes, up to a minute', () => {
  expect([1, 2, 3, 9].map((interrupted) => backoffAfterCrash(interrupted, 15_000))).toEqual([
    15_000, 30_000, 60_000, 60_000,
  ]);
});
