import { mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { crmMigrations } from '@linkflow/crm';
import { engineMigrations } from '@linkflow/engine';
import { formMigrations } from '@linkflow/forms';
import { linksMigrations } from '@linkflow/links';
import { mailingMigrations, recipientMigrations } from '@linkflow/mailings';
import { migrate, type Log } from '@linkflow/platform';
import { migrations } from '../../apps/api/src/migrations';
import { testEnvironment } from '../support';
import type { Doc } from './erase-contact.fixture';

const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const ALL = [
  ...crmMigrations,
  ...engineMigrations,
  ...formMigrations,
  ...linksMigrations,
  ...mailingMigrations,
  ...recipientMigrations,
  ...migrations,
];

/** A database that is empty before each test, for single migrations of documents as earlier versions stored them. */
export function oldDocumentsForFile(name: string) {
  const environment = testEnvironment(name);
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

  return {
    get db() {
      return db;
    },
    put: (collection: string, ...docs: Doc[]) => db.collection<Doc>(collection).insertMany(docs),
    all: (collection: string) => db.collection<Doc>(collection).find().sort({ _id: 1 }).toArray(),
    /** Runs the migration twice, as happens if it is interrupted at its end. The second time must change nothing. */
    migrateBy: async (id: string): Promise<void> => {
      const own = ALL.filter((each) => each.id === id);
      for (let times = 0; times < 2; times += 1) {
        await db.collection<Doc>('migrations').deleteOne({ _id: id });
        await migrate(db, own.slice(0, 1), log);
      }
    },
  };
}
