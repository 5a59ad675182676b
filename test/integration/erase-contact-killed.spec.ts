import { mongo } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { signIn, startApps, testEnvironment, until, type ApiClient, type RunningApps } from '../support';
import { OWNERS, type Doc } from './erase-contact.fixture';

/** Kills apps/api during an erasure. The contact has so many runs that the erasure takes some time. */
const environment = testEnvironment('erase-contact-killed');
const RUNS = 5_000;
let apps: RunningApps;
let client: mongo.MongoClient;
let db: mongo.Db;

beforeAll(async () => {
  apps = await startApps({ environment, only: ['api'], seedDemo: true });
  client = await new mongo.MongoClient(environment.mongoUri).connect();
  db = client.db();
}, 120_000);
afterAll(async () => {
  await client?.close();
  await apps?.stop();
  await environment.dispose();
});

it('erases the rest after the api was killed in the middle of it', async () => {
  let api: ApiClient = await signIn(apps.apiUrl);
  const contactId = (await api.call(ROUTES.contacts.list)).items[0]?.id ?? '';
  const link = newId();
  const at = new Date();
  await db.collection<Doc>('runs').insertMany(
    Array.from({ length: RUNS }, () => ({
      _id: newId(),
      trigger: { type: 'click', id: newId(), at },
      subject: { contactId, address: 'turid.hemmelig@example.no' },
      context: { linkId: link },
      workflow: { owner: link, version: 1 },
      createdAt: at,
      status: 'failed',
      failure: { nodeId: 'n', type: 't', reason: { code: 'probe', params: { detail: 'Turid' } }, key: 'k' },
      fence: 1,
      rev: 1,
      steps: [],
    })),
  );
  const left = () => db.collection('runs').countDocuments({ 'subject.contactId': contactId });
  await api.call(ROUTES.contacts.remove, { params: { id: contactId } });
  await until(async () => (await left()) < RUNS, { everyMs: 2, what: 'the first erased runs' });
  await apps.kill('api');
  const remaining = await left();
  expect(remaining).toBeGreaterThan(0);
  expect(remaining).toBeLessThan(RUNS);
  const erasures = db.collection<Doc>('erasures');
  expect(await erasures.findOne({ _id: contactId })).toMatchObject({
    state: 'erasing',
    done: OWNERS.slice(0, OWNERS.indexOf('engine')),
  });

  // Deletes the lease of the killed process, so that the test need not wait a minute until the lease expires.
  await db.collection<Doc>('leases').deleteOne({ _id: 'erasures' });
  await apps.restart('api');
  api = await signIn(apps.apiUrl);
  const progress = () => api.call(ROUTES.contacts.erasure, { params: { id: contactId } });
  await until(async () => (await progress()).state === 'settling', { deadlineMs: 30_000 });
  expect(await left()).toBe(0);
  expect(
    await db.collection('runs').countDocuments({
      'context.linkId': link,
      $or: [{ 'subject.address': { $exists: true } }, { failure: { $exists: true } }],
    }),
  ).toBe(0);
}, 90_000);
