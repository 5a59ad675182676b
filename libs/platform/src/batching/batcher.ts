import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { Histogram, HistogramFamily } from '../metrics/instruments';
import { Metrics } from '../metrics/metrics';
import { MicroBatch } from './micro-batch';
import { WriteBatch, type Stored, type UpdateOutcome, type UpdateSpec } from './write-batch';

export type { Stored };

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
  private readonly reads = new Map<string, ReadBatch>();
  private readonly writes = new Map<string, WriteBatch>();

  private readonly sizes: HistogramFamily;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    metrics: Metrics,
  ) {
    this.sizes = metrics.histograms({
      name: 'linkflow_batch_size',
      help: 'Reads or writes that shared one round trip to MongoDB.',
      label: 'kind',
      bounds: SIZES,
    });
  }

  /** The document with this id, or null. There is no projection, because callers of one batch may need different fields. */
  read<T extends Stored>(collection: string, id: string): Promise<T | null> {
    let batch = this.reads.get(collection);
    if (!batch)
      this.reads.set(collection, (batch = new ReadBatch(this.db, collection, this.sizes.of('read'))));
    return batch.read<T>(id);
  }

  /** Inserts unless a document with this `_id`, or with the same value of another unique index, exists. */
  insertOnce<T extends Stored>(collection: string, document: T): Promise<'inserted' | 'existed'> {
    return this.writesTo(collection).insertOnce(document);
  }

  /**
   * Updates the one document with `_id` that also matches `where`. `missed`: no document matched. A compare-and-set must give
   * `proof`: top-level fields that only this update sets to these values. They decide which updates matched when a bulk matched
   * fewer documents than it had updates, because the server reports only the sum.
   */
  update(collection: string, update: UpdateSpec): Promise<UpdateOutcome> {
    return this.writesTo(collection).update(update);
  }

  private get db(): mongo.Db {
    const { db } = this.connection;
    if (!db) throw new Error('The batcher was used before MongoDB was connected.');
    return db;
  }

  private writesTo(collection: string): WriteBatch {
    let batch = this.writes.get(collection);
    if (!batch) this.writes.set(collection, (batch = new WriteBatch(this.db, collection, this.sizes)));
    return batch;
  }
}

interface PendingRead {
  id: string;
  resolve(document: Stored | null): void;
  reject(error: unknown): void;
}

/** Batched reads by id from one collection. Uses the plain command, because a driver cursor costs more than reading a few documents. */
class ReadBatch {
  private readonly batch = new MicroBatch<PendingRead>((pending) => this.find(pending));

  constructor(
    private readonly db: mongo.Db,
    private readonly collection: string,
    private readonly sizes: Histogram,
  ) {}

  read<T extends Stored>(id: string): Promise<T | null> {
    return new Promise<Stored | null>((resolve, reject) => this.batch.add({ id, resolve, reject })).then(
      // The caller names the stored shape of its own collection.
      (document) => document as T | null,
    );
  }

  private async find(pending: PendingRead[]): Promise<void> {
    this.sizes.observe(pending.length);
    try {
      const ids = [...new Set(pending.map((read) => read.id))];
      const documents = new Map<string, Stored>();
      for (const document of await this.documents(ids)) documents.set(document._id, document);
      for (const read of pending) read.resolve(documents.get(read.id) ?? null);
    } catch (error) {
      for (const read of pending) read.reject(error);
    }
  }

  private async documents(ids: string[]): Promise<Stored[]> {
    const { cursor } = await this.db.command({
      find: this.collection,
      filter: { _id: ids.length === 1 ? ids[0] : { $in: ids } },
      batchSize: ids.length + 1,
    });
    const first: Stored[] = cursor.firstBatch;
    if (Number(cursor.id) === 0) return first;
    // The result exceeds one reply message. The rest is read with a driver cursor; the server expires the first one.
    const found = new Set(first.map((document) => document._id));
    const missing = ids.filter((id) => !found.has(id));
    const rest = this.db.collection<Stored>(this.collection).find({ _id: { $in: missing } });
    return [...first, ...(await rest.toArray())];
  }
}
