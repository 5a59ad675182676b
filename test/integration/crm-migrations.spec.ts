import { mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { crmMigrations } from '@linkflow/crm';
import { migrate, type Log } from '@linkflow/platform';
import { testEnvironment } from '../support';

/** Migrations of the built-in CRM, on documents as the release before stored them. */
const environment = testEnvironment('crm_migrations');
const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
let client: mongo.MongoClient;
let db: mongo.Db;

beforeAll(async () => {
  client = await new mongo.MongoClient(environment.mongoUri).connect();
  db = client.db();
});
beforeEach(() => db.dropDatabase());
afterAll(async () => {
  await client?.close();
  await environment.dispose();
});

interface Doc extends Record<string, unknown> {
  _id: string;
}

/** Runs the migration twice, as happens if it is interrupted at its end. The second time must change nothing. */
async function migrateBy(id: string): Promise<void> {
  for (let times = 0; times < 2; times += 1) {
    await db.collection<Doc>('migrations').deleteOne({ _id: id });
    await migrate(
      db,
      crmMigrations.filter((each) => each.id === id),
      log,
    );
  }
}

it('gives stored scripts no outputs, and leaves declared ones', async () => {
  const declared = [{ name: 'score', type: 'number' }];
  await db.collection<Doc>('scripts').insertMany([
    { _id: 'a', name: 'Old', source: 'return { score: 7 }' },
    { _id: 'b', name: 'New', source: '', outputs: declared },
  ]);
  await migrateBy('crm-0004-outputs-of-scripts');
  expect(await db.collection<Doc>('scripts').find().sort({ _id: 1 }).toArray()).toEqual([
    { _id: 'a', name: 'Old', source: 'return { score: 7 }', outputs: [] },
    { _id: 'b', name: 'New', source: '', outputs: declared },
  ]);
});
