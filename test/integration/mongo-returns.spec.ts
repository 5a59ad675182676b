import { Queue } from 'bullmq';
import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ClickRecord } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { queueNames, queuePrefix } from '@linkflow/queues';
import {
  startApps,
  startOwnServices,
  testEnvironment,
  until,
  type OwnServices,
  type RunningApps,
} from '../support';

let services: OwnServices;
let apps: RunningApps;
let queue: Queue;
let client: mongoose.mongo.MongoClient;

beforeAll(async () => {
  services = await startOwnServices('mongo-returns');
  const environment = testEnvironment('mongo-returns', { services });
  apps = await startApps({ environment, only: ['api', 'worker'] });
  const [name = ''] = queueNames('clicks', 1);
  queue = new Queue(name, {
    prefix: queuePrefix(environment.queuePrefix, name),
    connection: { url: services.redisUrl },
    skipVersionCheck: true,
  });
  client = new mongoose.mongo.MongoClient(environment.mongoUri);
}, 180_000);
afterAll(async () => {
  await apps?.stop();
  await queue?.close();
  await client?.close();
  await services?.stop();
});

const aClick = (): ClickRecord => ({
  id: newId(),
  at: Date.now(),
  link: newId(),
  recipient: newId(),
  version: 1,
  kind: 'click',
  run: true,
});

/** The recipients of the clicks are unknown, so a worker that processes them sets them aside. */
const untilProcessed = (clicks: readonly ClickRecord[]): Promise<unknown> => {
  const aside = client.db().collection<{ _id: string }>('clicks_set_aside');
  const ids = clicks.map(({ id }) => id);
  return until(async () => (await aside.countDocuments({ _id: { $in: ids } })) === ids.length, {
    what: 'the processed clicks',
    deadlineMs: 15_000,
  });
};

it('a worker that starts processes the clicks whose backoff a worker with a wrong clock has set', async () => {
  const click = aClick();
  await apps.end('worker');
  await queue.add('clicks', { v: 1, clicks: [click] }, { delay: 3_600_000 });
  await apps.restart('worker');
  await untilProcessed([click]);
}, 60_000);

it('clicks that wait for their next attempt are processed as soon as MongoDB is back', async () => {
  const [waiting, failing] = [aClick(), aClick()];
  // The delay is longer than the test, so that this job can only be processed early because MongoDB is back.
  await queue.add('clicks', { v: 1, clicks: [waiting] }, { delay: 600_000 });
  await services.kill('mongo');
  await queue.add(
    'clicks',
    { v: 1, clicks: [failing] },
    { attempts: 1_000, backoff: { type: 'capped' }, removeOnComplete: true },
  );
  await until(async () => (await queue.getDelayedCount()) === 2, {
    what: 'a failed attempt',
    deadlineMs: 20_000,
  });
  await services.restart('mongo');

  await untilProcessed([waiting, failing]);
  await until(async () => (await queue.getDelayedCount()) === 0);
  expect(await queue.getFailedCount()).toBe(0);
}, 60_000);
