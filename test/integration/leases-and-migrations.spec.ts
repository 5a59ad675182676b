import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { crmMigrations } from '@linkflow/crm';
import { linksMigrations } from '@linkflow/links';
import {
  Leases,
  PeriodicTasks,
  dropIndexes,
  migrate,
  migrateDocuments,
  platformMigrations,
  renameCollection,
  type Log,
  type Migration,
} from '@linkflow/platform';
import { testEnvironment, until } from '../support';

const environment = testEnvironment('leases');
let connection: mongoose.Connection;

const db = (): mongoose.mongo.Db => {
  if (!connection.db) throw new Error('Not connected');
  return connection.db;
};
const process = (): Leases => new Leases(db);

const warnings: string[] = [];
const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (_fields, message) => void warnings.push(message),
  error: () => undefined,
};

beforeAll(async () => {
  connection = await mongoose.createConnection(environment.mongoUri).asPromise();
});
afterEach(async () => {
  warnings.length = 0;
  for (const { collectionName } of await db().collections())
    await db().collection(collectionName).deleteMany({});
});
afterAll(async () => {
  await connection.close();
  await environment.dispose();
});

describe('Leases', () => {
  it('give a lease to one process, which can renew it, and to the next one after its release', async () => {
    const [first, second] = [process(), process()];
    expect(await first.take('work', 60_000)).toBe(true);
    expect(await second.take('work', 60_000)).toBe(false);
    expect(await first.take('work', 60_000)).toBe(true);
    await second.release('work');
    expect(await second.take('work', 60_000)).toBe(false);
    await first.release('work');
    expect(await second.take('work', 60_000)).toBe(true);
  });

  it('give a lease to exactly one of many processes at once', async () => {
    const taken = await Promise.all(Array.from({ length: 20 }, () => process().take('work', 60_000)));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('expire by the clock of the database', async () => {
    const [first, second] = [process(), process()];
    await first.take('work', 200);
    expect(await second.take('work', 200)).toBe(false);
    await until(() => second.take('work', 60_000), { deadlineMs: 5_000, what: 'the expired lease' });
    expect(await first.take('work', 200)).toBe(false);
  });

  it('are held during work of any length, and handed over afterwards', async () => {
    const order: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      order.push(`${name} starts`);
      await sleep(400);
      order.push(`${name} ends`);
    };
    await Promise.all([process().hold('work', 100, work('a')), process().hold('work', 100, work('b'))]);
    const [first = ''] = order;
    const [one, other] = first.startsWith('a') ? ['a', 'b'] : ['b', 'a'];
    expect(order).toEqual([`${one} starts`, `${one} ends`, `${other} starts`, `${other} ends`]);
  });

  it('abort the work of a process that lost its lease', async () => {
    const aborted = process().hold('work', 100, async (signal) => {
      await db()
        .collection<{ _id: string }>('leases')
        .updateOne({ _id: 'work' }, { $set: { holder: 'another' } });
      await db()
        .collection<{ _id: string }>('leases')
        .updateOne({ _id: 'work' }, [{ $set: { until: { $add: ['$$NOW', 60_000] } } }]);
      await until(() => signal.aborted);
      signal.throwIfAborted();
    });
    await expect(aborted).rejects.toThrow('taken over');
  });

  it('stay released if a renewal was in progress when the work ended', async () => {
    const leases = process();
    const take = leases.take.bind(leases);
    let renewed: Promise<boolean> | undefined;
    await leases.hold('work', 200, async () => {
      leases.take = (name, ms) => (renewed = sleep(150).then(() => take(name, ms)));
      await until(() => renewed);
    });
    await renewed;
    expect(await db().collection('leases').countDocuments()).toBe(0);
  });

  it('of renamed tasks are deleted by a migration', async () => {
    for (const name of ['loose-ends', 'orphan-patrol', 'reconciler']) await process().take(name, 60_000);
    await migrate(db(), platformMigrations, log);
    expect(await db().collection('leases').distinct('_id')).toEqual(['reconciler']);
  });
});

describe('PeriodicTasks', () => {
  it('run a task with a lease in one process, and in another one after shutdown', async () => {
    const ran: string[] = [];
    const start = (name: string): PeriodicTasks => {
      const tasks = new PeriodicTasks(process(), log);
      tasks.add({ name: 'task', everyMs: 20, leaseMs: 60_000, run: async () => void ran.push(name) });
      tasks.onApplicationBootstrap();
      return tasks;
    };
    const first = start('first');
    await until(() => ran.length > 2);
    const second = start('second');
    await sleep(100);
    expect(new Set(ran)).toEqual(new Set(['first']));
    await first.beforeApplicationShutdown();
    await until(() => ran.at(-1) === 'second');
    await second.beforeApplicationShutdown();
    const after = ran.length;
    await sleep(60);
    expect(ran).toHaveLength(after);
  });

  it('log a failed round and continue, and never run two rounds of a task at once', async () => {
    let running = 0;
    let rounds = 0;
    const tasks = new PeriodicTasks(process(), log);
    tasks.add({
      name: 'task',
      everyMs: 5,
      run: async () => {
        running += 1;
        expect(running).toBe(1);
        await sleep(20);
        running -= 1;
        rounds += 1;
        throw new Error('failed');
      },
    });
    tasks.onApplicationBootstrap();
    await until(() => rounds > 2);
    await tasks.beforeApplicationShutdown();
    expect(running).toBe(0);
    expect(warnings.length).toBeGreaterThan(2);
  });
});

interface Thing {
  _id: string;
  old?: number;
  new?: number;
}
const things = (): mongoose.mongo.Collection<Thing> => db().collection<Thing>('things');
const ledger = (): mongoose.mongo.Collection<{ _id: string }> =>
  db().collection<{ _id: string }>('migrations');

/** Returns a migration that renames the field `old` to `new`. It throws, like a crash, after `failAfter` documents. */
const renameField = (seen: string[], failAfter = Infinity): Migration => ({
  id: 'things-0001-new',
  description: 'things: rename old to new',
  up: (context) =>
    migrateDocuments<Thing>(context, {
      collection: 'things',
      change({ _id, old }) {
        if (seen.length >= failAfter) throw new Error('crash');
        seen.push(_id);
        return old === undefined ? undefined : { $set: { new: old }, $unset: { old: '' } };
      },
    }),
});

describe('migrations', () => {
  const insertThings = (count: number) =>
    things().insertMany(
      Array.from({ length: count }, (_, n) => ({ _id: String(n).padStart(6, '0'), old: n })),
    );

  it('run once, in order, and are recorded with their times', async () => {
    const ran: string[] = [];
    const noting = (id: string): Migration => ({
      id,
      description: id,
      up: async () => void ran.push(id),
    });
    await migrate(db(), [noting('a-0001'), noting('a-0002')], log);
    await migrate(db(), [noting('a-0001'), noting('a-0002'), noting('b-0001')], log);
    expect(ran).toEqual(['a-0001', 'a-0002', 'b-0001']);
    expect(await ledger().findOne({ _id: 'b-0001' })).toMatchObject({
      startedAt: expect.any(Date),
      finishedAt: expect.any(Date),
    });
  });

  it('continue after a crash at the page that was not finished', async () => {
    await insertThings(1_200);
    const seen: string[] = [];
    await expect(migrate(db(), [renameField(seen, 700)], log)).rejects.toThrow('crash');
    expect(await things().countDocuments({ new: { $exists: true } })).toBe(500);
    const seenLater: string[] = [];
    await migrate(db(), [renameField(seenLater)], log);
    expect(seenLater[0]).toBe('000500');
    expect(await things().countDocuments({ old: { $exists: true } })).toBe(0);
    expect(await things().findOne({ _id: '001199' })).toEqual({ _id: '001199', new: 1_199 });
  });

  it('run in one of several processes that start together, and the others wait', async () => {
    await insertThings(1_200);
    const seen: string[] = [];
    await Promise.all(Array.from({ length: 5 }, () => migrate(db(), [renameField(seen)], log)));
    expect(seen).toHaveLength(1_200);
    expect(await things().countDocuments({ new: { $exists: true } })).toBe(1_200);
  });

  it('do not start the app when one fails, and are retried at the next start', async () => {
    let fails = true;
    const migration: Migration = {
      id: 'a-0001',
      description: 'fails once',
      up: () => (fails ? Promise.reject(new Error('disk full')) : Promise.resolve()),
    };
    await expect(migrate(db(), [migration], log)).rejects.toThrow('disk full');
    fails = false;
    await migrate(db(), [migration], log);
    expect(await ledger().findOne({ _id: 'a-0001' })).toHaveProperty('finishedAt');
  });

  it('can drop indexes and rename collections repeatedly', async () => {
    await things().createIndex({ old: 1 });
    await insertThings(1);
    await db().collection('renamed').createIndex({ new: 1 });
    for (let n = 0; n < 2; n += 1) {
      await dropIndexes(db(), 'things', ['old_1', 'never_1']);
      await renameCollection(db(), 'things', 'renamed');
    }
    expect((await db().collection('renamed').indexes()).map(({ name }) => name)).toEqual(['_id_']);
    expect(await db().collection('renamed').countDocuments()).toBe(1);
  });

  it('refuse two migrations with the same id', async () => {
    const migration: Migration = { id: 'a-0001', description: '', up: () => Promise.resolve() };
    await expect(migrate(db(), [migration, migration], log)).rejects.toThrow('same id');
  });

  it('turn the role of a user into a list', async () => {
    const users = db().collection<{ _id: string; role?: string; roles?: string[] }>('users');
    await users.insertMany([
      { _id: 'a', role: 'ops' },
      { _id: 'b', roles: ['marketer', 'ops'] },
    ]);
    await migrate(db(), crmMigrations, log);
    expect(await users.find({}, { projection: { _id: 1, role: 1, roles: 1 } }).toArray()).toEqual([
      { _id: 'a', roles: ['ops'] },
      { _id: 'b', roles: ['marketer', 'ops'] },
    ]);
  });

  it('give the clicks that an earlier release set aside the present reasons', async () => {
    const aside = db().collection<{ _id: string }>('clicks_set_aside');
    const reasons = { a: 'poison', b: 'unforeseen', c: 'recipient.unknown', d: 'crashed-worker' };
    await aside.insertMany(Object.entries(reasons).map(([_id, reason]) => ({ _id, reason })));
    await migrate(db(), linksMigrations, log);
    expect(await aside.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 'a', reason: 'crashed-worker' },
      { _id: 'b', reason: 'unexpected-error' },
      { _id: 'c', reason: 'recipient.unknown' },
      { _id: 'd', reason: 'crashed-worker' },
    ]);
  });
});
