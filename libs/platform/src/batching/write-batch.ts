import { isDeepStrictEqual } from 'node:util';
import { mongo } from 'mongoose';
import type { Histogram, HistogramFamily } from '../metrics/instruments';
import { MicroBatch } from './micro-batch';

/** A document of a collection whose ids are strings. */
export interface Stored {
  _id: string;
}

export interface UpdateSpec {
  _id: string;
  /** Conditions besides the id, for a compare-and-set. */
  where?: Record<string, unknown>;
  /** Update operators, or a pipeline. */
  update: Record<string, unknown> | Record<string, unknown>[];
  upsert?: boolean;
  /** See `Batcher.update`. */
  proof?: Record<string, unknown>;
}

/** `existed`: an upsert failed because `where` did not match the existing document, or another unique index was violated. */
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

/** The server's reply to `insert` and `update`. `index`: position in the bulk. */
interface Reply {
  n: number;
  upserted?: { index: number }[];
  writeErrors?: { index: number; code: number; errmsg: string }[];
  writeConcernError?: { errmsg: string; code: number };
}

const DUPLICATE_KEY = 11_000;

/**
 * Batched writes to one collection, each with its own outcome. Inserts and updates form separate bulks. They are sent as plain
 * commands: the driver's bulk builder serialises each document twice, which took a third of a worker's CPU time.
 */
export class WriteBatch {
  private readonly inserts = new MicroBatch<Insert>((inserts) => this.sendInserts(inserts));
  private readonly updates = new MicroBatch<Update>((updates) => this.sendUpdates(updates));

  private readonly insertSizes: Histogram;
  private readonly updateSizes: Histogram;

  constructor(
    private readonly db: mongo.Db,
    private readonly collection: string,
    sizes: HistogramFamily,
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
    this.insertSizes.observe(inserts.length);
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
    this.updateSizes.observe(updates.length);
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
      const undecided: Update[] = [];
      updates.forEach((update, index) => {
        const error = errors.get(index);
        if (error && error.code !== DUPLICATE_KEY) update.reject(error);
        else if (error) update.resolve('existed');
        else if (upserted.has(index)) update.resolve('inserted');
        else undecided.push(update);
      });
      if (reply.n - upserted.size === undecided.length) {
        for (const { resolve } of undecided) resolve('matched');
      } else {
        await this.resolveByProof(undecided);
      }
    } catch (error) {
      for (const update of updates) update.reject(error);
    }
  }

  /** Resolves when a majority has acknowledged the writes. */
  private async command(body: Record<string, unknown>): Promise<Reply> {
    const command = { ...body, ordered: false, writeConcern: { w: 'majority' } };
    // `command` is untyped; the shape is documented in the server's manual.
    const reply = (await this.db.command(command, { ignoreUndefined: true })) as unknown as Reply;
    const { writeConcernError: error } = reply;
    if (error) throw new mongo.MongoServerError({ message: error.errmsg, code: error.code });
    return reply;
  }

  /** Fewer documents matched than updates were sent: reads them to find out which. Rare, so a further round trip is acceptable. */
  private async resolveByProof(updates: Update[]): Promise<void> {
    const ids = updates.map((update) => update.spec._id);
    const found = new Map<string, Record<string, unknown>>();
    for await (const document of this.db.collection<Stored>(this.collection).find({ _id: { $in: ids } })) {
      found.set(document._id, { ...document });
    }
    for (const { spec, resolve } of updates) {
      const document = found.get(spec._id);
      const isMatched =
        document !== undefined &&
        Object.entries(spec.proof ?? {}).every(([field, value]) => isDeepStrictEqual(document[field], value));
      resolve(isMatched ? 'matched' : 'missed');
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
