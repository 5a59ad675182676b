import { isDeepStrictEqual } from 'node:util';
import { mongo } from 'mongoose';
import type { Spread, Spreads } from '../metrics/numbers';
import type { Stored } from './stored';
import { Turn } from './turn';

export interface UpdateSpec {
  _id: string;
  /** Further conditions, for a compare-and-set. */
  where?: Record<string, unknown>;
  /** Update operators, or a pipeline. */
  update: Record<string, unknown> | Record<string, unknown>[];
  upsert?: boolean;
  proof?: Record<string, unknown>;
}

/** `existed`: an upsert whose `where` did not match met a document with the same unique key. */
export type UpdateOutcome = 'matched' | 'inserted' | 'missed' | 'existed';

interface Insert {
  document: Stored;
  resolve(outcome: 'inserted' | 'existed'): void;
  reject(error: unknown): void;
}
interface Update {
  spec: UpdateSpec;
  resolve(outcome: UpdateOutcome): void;
  reject(error: unknown): void;
}

/** What the server says of a bulk: how many matched, and which were inserted or failed, by their place in it. */
interface Reply {
  n: number;
  upserted?: { index: number }[];
  writeErrors?: { index: number; code: number; errmsg: string }[];
  writeConcernError?: { errmsg: string; code: number };
}

const DUPLICATE_KEY = 11_000;

/**
 * The writes of one collection, each with its own outcome. Inserts and updates are two bulks, and leave as bare commands:
 * the driver's bulk builder measures each document before it serialises it again, which was a third of a worker's time.
 */
export class WriteBatch {
  private readonly inserts = new Turn<Insert>((inserts) => this.sendInserts(inserts));
  private readonly updates = new Turn<Update>((updates) => this.sendUpdates(updates));

  private readonly insertSizes: Spread;
  private readonly updateSizes: Spread;

  constructor(
    private readonly db: mongo.Db,
    private readonly collection: string,
    sizes: Spreads,
  ) {
    this.insertSizes = sizes.of('insert');
    this.updateSizes = sizes.of('update');
  }

  insertOnce(document: Stored): Promise<'inserted' | 'existed'> {
    return new Promise((resolve, reject) => this.inserts.add({ document, resolve, reject }));
  }

  update(spec: UpdateSpec): Promise<UpdateOutcome> {
    return new Promise((resolve, reject) => this.updates.add({ spec, resolve, reject }));
  }

  private async sendInserts(inserts: Insert[]): Promise<void> {
    this.insertSizes.add(inserts.length);
    try {
      const reply = await this.command({
        insert: this.collection,
        documents: inserts.map((insert) => insert.document),
      });
      const errors = errorsOf(reply);
      inserts.forEach(({ resolve, reject }, index) => {
        const error = errors.get(index);
        if (!error) resolve('inserted');
        else if (error.code === DUPLICATE_KEY) resolve('existed');
        else reject(error);
      });
    } catch (error) {
      for (const insert of inserts) insert.reject(error);
    }
  }

  private async sendUpdates(updates: Update[]): Promise<void> {
    this.updateSizes.add(updates.length);
    try {
      const reply = await this.command({
        update: this.collection,
        updates: updates.map(({ spec: { _id, where, update, upsert } }) => ({
          q: where ? { ...where, _id } : { _id },
          u: update,
          upsert: upsert ?? false,
        })),
      });
      const errors = errorsOf(reply);
      const upserted = new Set(reply.upserted?.map((one) => one.index));
      const open: Update[] = [];
      updates.forEach((update, index) => {
        const error = errors.get(index);
        if (error && error.code !== DUPLICATE_KEY) update.reject(error);
        else if (error) update.resolve('existed');
        else if (upserted.has(index)) update.resolve('inserted');
        else open.push(update);
      });
      if (reply.n - upserted.size === open.length) {
        for (const { resolve } of open) resolve('matched');
      } else {
        await this.tellApart(open);
      }
    } catch (error) {
      for (const update of updates) update.reject(error);
    }
  }

  /** Acknowledged by a majority, journalled, before anyone hears of it. */
  private async command(what: Record<string, unknown>): Promise<Reply> {
    const command = { ...what, ordered: false, writeConcern: { w: 'majority' } };
    // The server's reply to insert and update, as its manual gives it.
    const reply = (await this.db.command(command, { ignoreUndefined: true })) as unknown as Reply;
    const { writeConcernError: lost } = reply;
    if (lost) throw new mongo.MongoServerError({ message: lost.errmsg, code: lost.code });
    return reply;
  }

  /** Fewer matched than were sent: looks which. Rare, so it may cost a round trip of its own. */
  private async tellApart(open: Update[]): Promise<void> {
    const ids = open.map((update) => update.spec._id);
    const found = new Map<string, Record<string, unknown>>();
    for await (const document of this.db.collection<Stored>(this.collection).find({ _id: { $in: ids } })) {
      found.set(document._id, { ...document });
    }
    for (const { spec, resolve } of open) {
      const document = found.get(spec._id);
      const won =
        document !== undefined &&
        Object.entries(spec.proof ?? {}).every(([field, value]) => isDeepStrictEqual(document[field], value));
      resolve(won ? 'matched' : 'missed');
    }
  }
}

function errorsOf({ writeErrors = [] }: Reply): Map<number, mongo.MongoServerError> {
  return new Map(
    writeErrors.map(({ index, code, errmsg }) => [
      index,
      new mongo.MongoServerError({ message: errmsg, code }),
    ]),
  );
}
