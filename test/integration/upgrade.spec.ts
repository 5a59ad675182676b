import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entryOf } from '../../scripts/lib/build.mjs';
import { testEnvironment } from '../support';
import { Dump, LINK_KEYS, type Doc } from './migration-0.1.fixture';

/** The steps of docs/upgrade.md on the database of release 0.1: migrate, check, roll back, upgrade again. */
const environment = testEnvironment('upgrade');
let client: mongo.MongoClient;
let dump: Dump;

beforeAll(async () => {
  client = await mongo.MongoClient.connect(environment.mongoUri);
  dump = await Dump.read();
  await dump.load(environment.mongoUri);
});
afterAll(async () => {
  await client?.close();
  await environment.dispose();
});

/** Runs a command of the api as ops do, with the settings of an installation. */
async function api(...args: string[]): Promise<{ code: number; text: string }> {
  const env = {
    ...process.env,
    MONGODB_URI: environment.mongoUri,
    REDIS_URL: environment.redisUrl,
    QUEUE_PREFIX: environment.queuePrefix,
    LINK_KEYS,
    SESSION_SECRET: '5b'.repeat(32),
    PUBLIC_URL: 'http://localhost:3000',
    CLICK_URL: 'http://localhost:3001',
    LOG_LEVEL: 'error',
  };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [entryOf('api'), ...args], { env });
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: `${stdout}${stderr}` };
  }
}

const unfinished = (): Promise<number> =>
  client
    .db()
    .collection('migrations')
    .countDocuments({ finishedAt: { $exists: false } });

async function upgradeAndCheck(): Promise<void> {
  expect(await api('--migrate')).toMatchObject({ code: 0 });
  expect(await unfinished()).toBe(0);
  const { code, text } = await api('--reconcile', '--days', '3650');
  expect(text).toContain('No differences.');
  expect(text).toMatch(/Completed steps whose effect is missing: 0 of [1-9]/);
  expect(text).toMatch(/Effects whose step is not completed: 0 of [1-9]/);
  expect(text).toMatch(/Clicks without a run: 0 of [1-9]/);
  expect(code).toBe(0);
}

it('is not begun by a reconciliation report of the new release, because the old one may still run', async () => {
  const collections = async () => (await client.db().listCollections().toArray()).map(({ name }) => name);
  const before = await collections();
  const { code, text } = await api('--reconcile');
  expect({ code, text }).toEqual({
    code: 2,
    text: '\n  The database lacks migrations of this release: upgrade first (docs/upgrade.md).\n\n',
  });
  expect((await collections()).sort()).toEqual(before.sort());
}, 60_000);

it('leads to a database in which the reconciliation report finds no difference', async () => {
  await upgradeAndCheck();
}, 60_000);

it('can be rolled back to the backup, document by document, and be made again', async () => {
  await client.db().dropDatabase();
  await dump.load(environment.mongoUri);
  for (const name of ['runs', 'clicks', 'clickers', 'contacts', 'recipients', 'links']) {
    const restored = await client.db().collection<Doc>(name).find().sort({ _id: 1 }).toArray();
    expect(restored).toEqual(dump.all(name).toSorted((one, other) => (one._id < other._id ? -1 : 1)));
  }
  await upgradeAndCheck();
}, 60_000);

it('is not reported as complete when documents are missing afterwards', async () => {
  const runs = client.db().collection<Doc>('runs');
  const [first] = await runs.find({ 'trigger.type': 'click', rerunOf: { $exists: false } }).toArray();
  await runs.deleteOne({ _id: first?._id ?? '' });
  const { code, text } = await api('--reconcile', '--days', '3650');
  expect(code).toBe(1);
  expect(text).toContain('Clicks without a run: 1 of');
  expect(text).toContain(`click ${first?._id}`);
}, 60_000);
