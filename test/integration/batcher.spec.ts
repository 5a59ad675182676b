import mongoose from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Batcher, Metrics, newId } from '@linkflow/platform';
import { testEnvironment } from '../support';

const environment = testEnvironment('batcher');
let connection: mongoose.Connection;
let batcher: Batcher;
let commands: string[];

interface Card {
  _id: string;
  n?: number;
  fence?: number;
}

beforeAll(async () => {
  connection = await mongoose
    .createConnection(environment.mongoUri, { monitorCommands: true, writeConcern: { w: 'majority' } })
    .asPromise();
  connection.getClient().on('commandStarted', (event) => commands.push(event.commandName));
  batcher = new Batcher(connection, new Metrics('test'));
});
beforeEach(() => {
  commands = [];
});
afterAll(async () => {
  await connection.close();
  await environment.dispose();
});

const cards = (): mongoose.mongo.Collection<Card> => connection.collection<Card>('cards');

describe('Batcher', () => {
  it('sends the reads of one event-loop turn as one find, with each id once', async () => {
    const ids = Array.from({ length: 100 }, () => newId());
    await cards().insertMany(ids.map((_id, n) => ({ _id, n })));
    commands = [];
    const found = await Promise.all([...ids, ...ids].map((id) => batcher.read<Card>('cards', id)));
    expect(found.map((card) => card?._id)).toEqual([...ids, ...ids]);
    expect(commands).toEqual(['find']);
  });

  it('returns null for a missing document', async () => {
    expect(await batcher.read('cards', newId())).toBeNull();
  });

  it('inserts a document once if it is given twice in one bulk', async () => {
    const [first, second] = [newId(), newId()];
    const outcomes = await Promise.all(
      [first, second, first].map((_id) => batcher.insertOnce<Card>('cards', { _id, n: 1 })),
    );
    expect(outcomes).toEqual(['inserted', 'inserted', 'existed']);
    expect(commands).toEqual(['insert']);
  });

  it('reports which updates matched when a bulk matched fewer than it sent', async () => {
    const [there, gone, taken] = [newId(), newId(), newId()];
    await cards().insertMany([
      { _id: there, fence: 1 },
      { _id: taken, fence: 7 },
    ]);
    const claim = (_id: string): Promise<string> =>
      batcher.update('cards', {
        _id,
        where: { fence: 1 },
        update: { $set: { fence: 2 } },
        proof: { fence: 2 },
      });
    expect(await Promise.all([there, gone, taken].map(claim))).toEqual(['matched', 'missed', 'missed']);
    expect(await cards().findOne({ _id: taken })).toMatchObject({ fence: 7 });
  });

  it('reports upserts that met a document which does not match their condition', async () => {
    const [fresh, old, recent] = [newId(), newId(), newId()];
    await cards().insertMany([
      { _id: old, n: 1 },
      { _id: recent, n: 9 },
    ]);
    const outcomes = await Promise.all(
      [fresh, old, recent].map((_id) =>
        batcher.update('cards', {
          _id,
          where: { n: { $lte: 5 } },
          update: { $set: { n: 10 } },
          upsert: true,
          proof: { n: 10 },
        }),
      ),
    );
    expect(outcomes).toEqual(['inserted', 'matched', 'existed']);
  });

  it('does not fail other writes because of an invalid one', async () => {
    const good = newId();
    await cards().insertOne({ _id: good, n: 1 });
    const bad = batcher.update('cards', { _id: good, update: { $inc: { n: 'x' } } });
    const fine = batcher.update('cards', { _id: good, update: { $set: { fence: 3 } } });
    await expect(bad).rejects.toThrow();
    expect(await fine).toBe('matched');
  });

  it('keeps the order of writes that are awaited one after the other', async () => {
    const id = newId();
    for (const n of [1, 2, 3])
      await batcher.update('cards', { _id: id, update: { $set: { n } }, upsert: true });
    expect(await cards().findOne({ _id: id })).toMatchObject({ n: 3 });
  });

  it('rejects every caller when MongoDB is unreachable', async () => {
    const away = await mongoose
      .createConnection(environment.mongoUri, { serverSelectionTimeoutMS: 200 })
      .asPromise();
    const lonely = new Batcher(away, new Metrics('test'));
    await away.getClient().close();
    const results = await Promise.allSettled([
      lonely.read('cards', newId()),
      lonely.insertOnce('cards', { _id: newId() }),
    ]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    await away.close();
  });
});
