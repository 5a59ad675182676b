import { mongo } from 'mongoose';
import { MongoConfig, readConfig } from './config';
import { LEASES, Leases, type LeaseDoc } from './leases';
import { Log, createLog } from './log';
import { SERVER_SELECTION_MS, noAnswerError } from './mongo';

/*
 * Migrations bring the documents of an earlier release into the shape of this one. Each lib exports the list of its own migrations; an
 * app passes all lists to `runMigrations` before it creates anything else.
 *
 * States of a migration, kept in the collection `migrations`:
 * pending (no document) → started (`startedAt`, `progress`) → finished (`finishedAt`).
 * A started migration whose process ended is run again and continues at its `progress`. A finished migration is never run again.
 */

export interface Migration {
  /** Unique and permanent: the lib's name, a number and a name, e.g. `links-0001-totals`. */
  id: string;
  /** One line for the log: which documents change, and how. */
  description: string;
  /**
   * Changes the data. It may be called again after it was interrupted at any point, so it must not change documents that already have
   * the new shape. It touches only collections of its own lib, so that the order of the libs does not matter.
   */
  up(context: MigrationContext): Promise<void>;
}

export interface MigrationContext {
  db: mongo.Db;
  log: Log;
  progress: {
    /** The value that `save` stored last, possibly in an earlier process; undefined if there is none. */
    readonly last: string | undefined;
    /** Stores how far the migration got. Throws when this process lost the lease; let that error end the migration. */
    save(last: string): Promise<void>;
  };
}

export const platformMigrations: readonly Migration[] = [
  {
    id: 'platform-0001-leases-of-renamed-tasks',
    description: 'deletes the leases of periodic tasks that have another name now',
    async up({ db }) {
      await db.collection<LeaseDoc>(LEASES).deleteMany({ _id: { $in: ['loose-ends', 'orphan-patrol'] } });
    },
  },
];

interface MigrationDoc {
  _id: string;
  startedAt: Date;
  finishedAt?: Date;
  progress?: string;
}

const LEDGER = 'migrations';
const LEASE = 'migrations';
const LEASE_MS = 20_000;

/**
 * Connects to `MONGODB_URI`, runs all pending migrations and disconnects. Call it at start, before anything else reads the
 * database. Several processes may call it at once: one of them works, the others wait until it has finished.
 *
 * @throws when MongoDB does not answer, or a migration fails: the app must not start then
 */
export async function runMigrations(app: string, migrations: readonly Migration[]): Promise<void> {
  await withDatabase((db) => migrate(db, migrations, createLog(app)));
}

/** Whether migrations of this list have not finished. Changes nothing. @throws when MongoDB does not answer */
export function hasPendingMigrations(migrations: readonly Migration[]): Promise<boolean> {
  return withDatabase(async (db) => (await pendingOf(db, migrations)).length > 0);
}

/** Connects to `MONGODB_URI`, and disconnects after `work`. */
async function withDatabase<T>(work: (db: mongo.Db) => Promise<T>): Promise<T> {
  const client = new mongo.MongoClient(readConfig(MongoConfig).MONGODB_URI, {
    serverSelectionTimeoutMS: SERVER_SELECTION_MS,
    writeConcern: { w: 'majority' },
  });
  try {
    await client.connect().catch((error: unknown) => {
      throw error instanceof Error ? noAnswerError(error) : error;
    });
    return await work(client.db());
  } finally {
    await client.close();
  }
}

async function pendingOf(db: mongo.Db, migrations: readonly Migration[]): Promise<Migration[]> {
  const finished = await db
    .collection<MigrationDoc>(LEDGER)
    .distinct('_id', { finishedAt: { $exists: true } });
  return migrations.filter(({ id }) => !finished.includes(id));
}

/** Runs the pending migrations of this list, in its order. */
export async function migrate(db: mongo.Db, migrations: readonly Migration[], log: Log): Promise<void> {
  const ids = migrations.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new Error(`Two migrations have the same id: ${ids.join(', ')}`);
  if ((await pendingOf(db, migrations)).length === 0) return;
  await new Leases(() => db).hold(LEASE, LEASE_MS, async (signal) => {
    // The list is read again, because another process may have finished the migrations while this one waited for the lease.
    for (const migration of await pendingOf(db, migrations)) await runOne(migration, { db, log }, signal);
  });
}

async function runOne(
  { id, description, up }: Migration,
  { db, log }: Pick<MigrationContext, 'db' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  const ledger = db.collection<MigrationDoc>(LEDGER);
  signal.throwIfAborted();
  const entry = await ledger.findOneAndUpdate(
    { _id: id },
    [{ $set: { startedAt: { $ifNull: ['$startedAt', '$$NOW'] } } }],
    { upsert: true, returnDocument: 'after' },
  );
  let last = entry?.progress;
  log.info({ migration: id, progress: last }, `migration started: ${description}`);
  const startedAt = performance.now();
  await up({
    db,
    log,
    progress: {
      get last() {
        return last;
      },
      async save(value) {
        signal.throwIfAborted();
        await ledger.updateOne({ _id: id }, { $set: { progress: value } });
        last = value;
      },
    },
  });
  signal.throwIfAborted();
  await ledger.updateOne({ _id: id }, [{ $set: { finishedAt: '$$NOW' } }]);
  log.info({ migration: id, ms: Math.round(performance.now() - startedAt) }, 'migration finished');
}

const PAGE_SIZE = 500;

/**
 * Changes documents one by one in the order of their string ids, with one bulk write per page, and saves its progress after each page.
 * Call it only once in a migration, because the stored progress is an id of this collection.
 */
export async function migrateDocuments<T extends { _id: string }>(
  { db, progress }: MigrationContext,
  options: {
    collection: string;
    filter?: mongo.Filter<T>;
    /** Returns the update of this document (operators or a pipeline), or undefined to leave the document unchanged. */
    change(document: T): mongo.UpdateFilter<T> | mongo.Document[] | undefined;
  },
): Promise<void> {
  const collection = db.collection<{ _id: string }>(options.collection);
  for (;;) {
    const after = progress.last === undefined ? {} : { _id: { $gt: progress.last } };
    const page = await collection
      .find({ $and: [after, options.filter ?? {}] } as mongo.Filter<{ _id: string }>)
      .sort({ _id: 1 })
      .limit(PAGE_SIZE)
      .toArray();
    const lastId = page.at(-1)?._id;
    if (lastId === undefined) return;
    const operations = page.flatMap((document) => {
      // The caller states with `T` which shape the documents of its collection have.
      const update = options.change(document as unknown as T) as
        mongo.UpdateFilter<{ _id: string }> | undefined;
      return update ? [{ updateOne: { filter: { _id: document._id }, update } }] : [];
    });
    if (operations.length > 0) await collection.bulkWrite(operations, { ordered: false });
    await progress.save(lastId);
  }
}

const NAMESPACE_NOT_FOUND = 26;
const INDEX_NOT_FOUND = 27;

/** Drops indexes by name, e.g. `unborn_1`. Names that do not exist are ignored. */
export async function dropIndexes(db: mongo.Db, collection: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    try {
      await db.collection(collection).dropIndex(name);
    } catch (error) {
      const code = error instanceof mongo.MongoServerError ? error.code : undefined;
      if (code !== INDEX_NOT_FOUND && code !== NAMESPACE_NOT_FOUND) throw error;
    }
  }
}

/**
 * Renames a collection and keeps its indexes. Does nothing if `from` does not exist. If `to` exists, it must be empty and is dropped
 * first.
 */
export async function renameCollection(db: mongo.Db, from: string, to: string): Promise<void> {
  const names = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  if (!names.has(from)) return;
  if (names.has(to)) {
    if (await db.collection(to).findOne({})) {
      throw new Error(`Cannot rename ${from}: ${to} has documents already`);
    }
    await db.collection(to).drop();
  }
  await db.collection(from).rename(to);
}
