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

it('clicks that wait for their next attempt are processed as soon as MongoDB is back', async () => {
  const click = (): ClickRecord => ({
    id: newId(),
    at: Date.now(),
    link: newId(),
    recipient: newId(),
    version: 1,
    kind: 'click',
    run: true,
  });
  const [waiting, failing] = [click(), click()];
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

  // The recipient of both clicks is unknown, so a worker that processes them sets them aside.
  const aside = client.db().collection<{ _id: string }>('clicks_set_aside');
  await until(async () => (await aside.countDocuments({ _id: { $in: [waiting.id, failing.id] } })) === 2, {
    what: 'the processed clicks',
    deadlineMs: 15_000,
  });
  await until(async () => (await queue.getDelayedCount()) === 0);
  expect(await queue.getFailedCount()).toBe(0);
}, 60_000);
