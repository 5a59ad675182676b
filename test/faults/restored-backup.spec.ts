import { readFile } from 'node:fs/promises';
import mongoose, { type mongo } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { LinkKeysConfig, LinkTokens, deriveKeys } from '@linkflow/links';
import { newId } from '@linkflow/platform';
import {
  signIn,
  startApps,
  startOwnServices,
  testEnvironment,
  until,
  type ApiClient,
  type OwnServices,
  type RunningApps,
} from '../support';
import { FULL, seedOr, seeded } from './seeded';

const LINKS = FULL ? 100 : 12;
const SEED = seedOr(1212);
const LINK_KEYS = `k1:${'5a'.repeat(32)}`;

let services: OwnServices;
let apps: RunningApps;
let client: mongo.MongoClient;
let api: ApiClient;

beforeAll(async () => {
  services = await startOwnServices('restored-backup');
  const environment = testEnvironment('restored-backup', { services });
  apps = await startApps({ environment, only: ['api', 'click'], seedDemo: true, env: { LINK_KEYS } });
  client = new mongoose.mongo.MongoClient(environment.mongoUri);
  api = await signIn(apps.apiUrl);
}, 180_000);
afterAll(async () => {
  await apps?.stop();
  await client?.close();
  await services?.stop();
});

it(`MongoDB restored from a backup wins over the Redis of ${LINKS} links that was kept, running or restarted (seed ${SEED})`, async () => {
  const random = seeded(SEED);
  const links = await Promise.all(Array.from({ length: LINKS }, (_, n) => aLink(`Lenke ${n}`)));
  for (const link of links) await publish(link, 'old');
  const backup = await copyOfDatabase();
  // Each link gets one to three versions that the backup does not have.
  for (const link of links) {
    const more = 1 + Math.floor(random() * 3);
    for (let n = 0; n < more; n++) await publish(link, `lost-${n}`);
    expect(await targetOf(link)).toContain('/lost-');
  }

  await restore(backup);
  const wrong = async (): Promise<string[]> => {
    const targets = await Promise.all(links.map(targetOf));
    return targets.filter((target) => !target?.endsWith('/old')).map(String);
  };
  await until(async () => (await wrong()).length === 0, {
    deadlineMs: 20_000,
    what: 'the addresses of the backup, without a restart',
  });
  // apps/click uses the versions of MongoDB again. The api detects the restore within seconds and deletes the links in Redis.
  await until(
    async () => (await readFile(apps.logOf('api'), 'utf8')).includes('MongoDB is older than Redis'),
    {
      deadlineMs: 20_000,
      what: 'the restore to be noticed',
    },
  );

  // After a restart apps/click has no links in memory: it loads them from Redis or MongoDB, then, without MongoDB, from Redis or its file.
  await apps.restart('click');
  expect(await wrong()).toEqual([]);
  await services.kill('mongo');
  await apps.restart('click');
  expect(await wrong()).toEqual([]);
  await services.restart('mongo');

  // The new versions get numbers that lost versions had, so Redis may have had other contents for the same number.
  for (const link of links.slice(0, 5)) {
    await until(() => publish(link, 'new').then(() => true), { what: 'MongoDB' });
    // apps/click hears of the new version through Redis, a moment after it was published.
    await until(async () => (await targetOf(link))?.endsWith('/new'), { what: 'the new version' });
  }
  await apps.restart('click');
  for (const link of links.slice(0, 5)) expect(await targetOf(link)).toMatch(/\/new$/);
}, 180_000);

async function aLink(name: string): Promise<string> {
  return (await api.call(ROUTES.links.create, { body: { name, url: 'https://example.com/draft' } })).id;
}

async function publish(id: string, path: string): Promise<void> {
  const { draft } = await api.call(ROUTES.links.get, { params: { id } });
  const { revision, document, layout } = draft;
  const saved = await api.call(ROUTES.workflows.saveDraft, {
    params: { id },
    body: { revision, document, layout, url: `https://example.com/${path}` },
  });
  await api.call(ROUTES.workflows.publish, { params: { id }, body: { revision: saved.revision } });
}

/** Returns the URL to which a click on the link is redirected. */
async function targetOf(linkId: string): Promise<string | null> {
  const tokens = new LinkTokens(deriveKeys(LinkKeysConfig.parse({ LINK_KEYS }).LINK_KEYS));
  const url = `${apps.clickUrl}/c/${tokens.sign('click', linkId, newId())}`;
  const answer = await fetch(url, { redirect: 'manual', headers: { 'user-agent': 'Firefox' } });
  return answer.headers.get('location');
}

type Backup = Map<string, mongo.Document[]>;

/** Returns all documents of all collections, as `mongodump` does. */
async function copyOfDatabase(): Promise<Backup> {
  const backup: Backup = new Map();
  for (const { name } of await client.db().listCollections({ type: 'collection' }).toArray())
    backup.set(name, await client.db().collection(name).find().toArray());
  return backup;
}

/** Replaces all documents by those of the backup, as `mongorestore --drop` does, but keeps the indexes. */
async function restore(backup: Backup): Promise<void> {
  for (const { name } of await client.db().listCollections({ type: 'collection' }).toArray()) {
    await client.db().collection(name).deleteMany({});
    const documents = backup.get(name) ?? [];
    if (documents.length > 0) await client.db().collection(name).insertMany(documents);
  }
}
