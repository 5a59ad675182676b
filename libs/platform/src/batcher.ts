import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { mongo, type Connection } from 'mongoose';
import { Metrics, type Histogram } from './metrics';
import { BatchLoader } from './micro-batch';
import { DUPLICATE_KEY } from './mongo';

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

type InsertOutcome = 'inserted' | 'existed';

/** Histograms of the number of items per round trip. */
type BatchSizes = Record<'read' | 'insert' | 'update', Histogram>;

const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/**
 * Combines concurrent reads and writes into few round trips to MongoDB, which cost more than everything else in a step of a run.
 * Reads of one event-loop turn become one `find` per collection; inserts and updates become one unordered bulk each per
 * collection. Each caller gets its own result when its bulk is acknowledged.
 *
 * A caller that needs one write to happen before another must await the first; writes that are not awaited may reach the server in
 * either order.
 */
@Injectable()
export class Batcher {
  private readonly collections = new Map<string, CollectionBatches>();
  private readonly sizes: BatchSizes;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    metrics: Metrics,
  ) {
    const sizes = metrics.histograms({
      name: 'linkflow_batch_size',
      help: 'Reads or writes that shared one round trip to MongoDB.',
      label: 'kind',
      bounds: SIZES,
    });
    this.sizes = { read: sizes.of('read'), insert: sizes.of('insert'), update: sizes.of('update') };
  }

  /** The document with this id, or null. There is no projection, because callers of one batch may need different fields. */
  read<T extends Stored>(collection: string, id: string): Promise<T | null> {
    // The caller states with `T` which shape the documents of its collection have.
    return this.batchesOf(collection).reads.load(id) as Promise<T | null>;
  }

  /** Inserts unless a document with this `_id`, or with the same value of another unique index, exists. */
  insertOnce<T extends Stored>(collection: string, document: T): Promise<InsertOutcome> {
    return this.batchesOf(collection).inserts.load(document);
  }

  /**
   * Updates the one document with `_id` that also matches `where`. Returns 'missed' if no document matched. A compare-and-set must give
   * `proof`: top-level fields that only this update sets to these values. If a bulk matched fewer documents than it had updates, these
   * fields are read to find out which updates matched, because the server reports only the sum.
   */
  update(collection: string, update: UpdateSpec): Promise<UpdateOutcome> {
    return this.batchesOf(collection).updates.load(update);
  }

  private batchesOf(collection: string): CollectionBatches {
    let batches = this.collections.get(collection);
    if (!batches) {
      const { db } = this.connection;
      if (!db) throw new Error('The batcher was used before MongoDB was connected.');
      this.collections.set(collection, (batches = new CollectionBatches(db, collection, this.sizes)));
    }
    return batches;
  }
}

/** The server's reply to `insert` and `update`. `index` is the position in the bulk. */
interface WriteReply {
  n: number;
  upserted?: { index: number }[];
  writeErrors?: { index: number; code: number; errmsg: string }[];
  writeConcernError?: { errmsg: string; code: number };
}

/**
 * The batches of one collection. They are sent as plain commands: the driver's bulk builder serialises each document twice, which
 * took a third of a worker's CPU time, and its cursor costs more than reading a few documents.
 */
class CollectionBatches {
  readonly reads = new BatchLoader<string, Stored | null>((ids) => this.find(ids));
  readonly inserts = new BatchLoader<Stored, InsertOutcome>((documents) => this.insert(documents));
  readonly updates = new BatchLoader<UpdateSpec, UpdateOutcome>((specs) => this.update(specs));

  constructor(
    private readonly db: mongo.Db,
    private readonly collection: string,
    private readonly sizes: BatchSizes,
  ) {}

  private async find(ids: string[]): Promise<(Stored | null)[]> {
    this.sizes.read.observe(ids.length);
    const documents = new Map<string, Stored>();
    for (const document of await this.documents([...new Set(ids)])) documents.set(document._id, document);
    return ids.map((id) => documents.get(id) ?? null);
  }

  private async documents(ids: string[]): Promise<Stored[]> {
    const { cursor } = await this.db.command({
      find: this.collection,
      filter: { _id: ids.length === 1 ? ids[0] : { $in: ids } },
      batchSize: ids.length + 1,
    });
    const first: Stored[] = cursor.firstBatch;
    if (Number(cursor.id) === 0) return first;
    // The result exceeds one reply message. The rest is read with a cursor of the driver; the cursor of this reply expires on the server.
    const found = new Set(first.map((document) => document._id));
    return [...first, ...(await this.readAll(ids.filter((id) => !found.has(id))))];
  }

  private readAll(ids: string[]): Promise<Stored[]> {
    return this.db
      .collection<Stored>(this.collection)
      .find({ _id: { $in: ids } })
      .toArray();
  }

  private async insert(documents: Stored[]): Promise<(InsertOutcome | Error)[]> {
    this.sizes.insert.observe(documents.length);
    const errors = errorsOf(await this.write({ insert: this.collection, documents }));
    return documents.map((_, index) => {
      const error = errors.get(index);
      if (!error) return 'inserted';
      return error.code === DUPLICATE_KEY ? 'existed' : error;
    });
  }

  private async update(specs: UpdateSpec[]): Promise<(UpdateOutcome | Error)[]> {
    this.sizes.update.observe(specs.length);
    const reply = await this.write({
      update: this.collection,
      updates: specs.map(({ _id, where, update, upsert }) => ({
        q: where ? { ...where, _id } : { _id },
        u: update,
        upsert: upsert ?? false,
      })),
    });
    const errors = errorsOf(reply);
    const upserted = new Set(reply.upserted?.map(({ index }) => index));
    /** The outcome of each update; undefined where the reply does not tell whether the update matched a document. */
    const outcomes = specs.map((_, index) => {
      const error = errors.get(index);
      if (error) return error.code === DUPLICATE_KEY ? 'existed' : error;
      return upserted.has(index) ? 'inserted' : undefined;
    });
    const undecided = specs.filter((_, index) => outcomes[index] === undefined);
    const allMatched = reply.n - upserted.size === undecided.length;
    const missed = allMatched ? undefined : await this.missedOf(undecided);
    return specs.map((spec, index) => outcomes[index] ?? (missed?.has(spec) ? 'missed' : 'matched'));
  }

  /** Resolves when a majority has acknowledged the writes. */
  private async write(body: Record<string, unknown>): Promise<WriteReply> {
    const command = { ...body, ordered: false, writeConcern: { w: 'majority' } };
    // `command` is untyped; the shape is documented in the server's manual.
    const reply = (await this.db.command(command, { ignoreUndefined: true })) as unknown as WriteReply;
    const { writeConcernError: error } = reply;
    if (error) throw new mongo.MongoServerError({ message: error.errmsg, code: error.code });
    return reply;
  }

  /**
   * Finds out which updates matched no document, by reading the documents. Called only if fewer documents matched than updates were
   * sent, which is rare, so a further round trip is acceptable.
   */
  private async missedOf(specs: UpdateSpec[]): Promise<Set<UpdateSpec>> {
    const documents = await this.readAll(specs.map(({ _id }) => _id));
    const byId = new Map<string, Record<string, unknown>>(documents.map((one) => [one._id, { ...one }]));
    const isMissed = ({ _id, proof = {} }: UpdateSpec): boolean => {
      const found = byId.get(_id);
      return (
        !found || Object.entries(proof).some(([field, value]) => !isDeepStrictEqual(found[field], value))
      );
    };
    return new Set(specs.filter(isMissed));
  }
}

function errorsOf({ writeErrors = [] }: WriteReply): Map<number, mongo.MongoServerError> {
  return new Map(
    writeErrors.map(({ index, code, errmsg }) => [
      index,
      new mongo.MongoServerError({ message: errmsg, code }),
    ]),
  );
}
