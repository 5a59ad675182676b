import type { INestApplicationContext } from '@nestjs/common';
import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RecipientCounts } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { mailingLibrary } from './links.fixture';

const environment = testEnvironment('abandoned-transactions');
let app: INestApplicationContext;
/** Stands for a process that was killed: the transaction that it starts stays open. */
let killed: mongoose.mongo.MongoClient;

beforeAll(async () => {
  app = await mailingLibrary(environment);
  killed = new mongoose.mongo.MongoClient(environment.mongoUri, { appName: 'linkflow' });
});
afterAll(async () => {
  await killed.close(true);
  await app.close();
  await environment.dispose();
});

it('a transaction whose process was killed does not block the same mailing for a minute', async () => {
  const mailingId = newId();
  const session = killed.startSession();
  session.startTransaction();
  await killed
    .db()
    .collection<{ _id: string }>('recipient_counts')
    .updateOne({ _id: mailingId }, { $inc: { changes: 1 } }, { upsert: true, session });
  const before = performance.now();
  expect(await app.get(RecipientCounts).changing(mailingId, () => Promise.resolve(0))).toBe(0);
  expect(performance.now() - before).toBeLessThan(15_000);
  await expect(session.commitTransaction()).rejects.toThrow();
  await session.endSession();
}, 40_000);
