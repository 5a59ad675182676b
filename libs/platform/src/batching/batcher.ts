import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { Metrics } from '../metrics/metrics';
import type { Spreads } from '../metrics/numbers';
import { ReadBatch } from './read-batch';
import type { Stored } from './stored';
import { WriteBatch, type UpdateOutcome, type UpdateSpec } from './write-batch';

const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/**
 * Shares round trips to MongoDB between everything that happens at the same moment.
 *
 * A round trip costs more than all else in a step, so a worker walks many runs at once and lets this piece talk for
 * all of them: the reads of one event-loop turn leave as one `find`, the writes as one unordered `bulkWrite` for each
 * collection, and each caller learns of its own when its bulk is acknowledged. A caller that needs one write before
 * another awaits the first; two writes that are not awaited may reach the server in either order.
 */
@Injectable()
export class Batcher {
  private readonly reads = new Map<string, ReadBatch>();
  private readonly writes = new Map<string, WriteBatch>();

  private readonly sizes: Spreads;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    metrics: Metrics,
  ) {
    this.sizes = metrics.spreads(
      'linkflow_batch_size',
      'How many reads or writes shared one round trip to MongoDB.',
      'kind',
      SIZES,
    );
  }

  /** The document with this id, or null. Whole documents: callers of one turn may want different parts of it. */
  read<T extends Stored>(collection: string, id: string): Promise<T | null> {
    let batch = this.reads.get(collection);
    if (!batch)
      this.reads.set(collection, (batch = new ReadBatch(this.db, collection, this.sizes.of('read'))));
    return batch.read<T>(id);
  }

  /** Inserts unless a document with this `_id` (or another unique key of it) is there already. */
  insertOnce<T extends Stored>(collection: string, document: T): Promise<'inserted' | 'existed'> {
    return this.batchOf(collection).insertOnce(document);
  }

  /**
   * Updates the one document with `_id`, under `where`. Says `missed` when no document matched.
   * For a compare-and-set, give `proof`: top-level fields which this update, and no other, sets to these values;
   * they settle who won when a bulk matched fewer documents than it had updates.
   */
  update(collection: string, update: UpdateSpec): Promise<UpdateOutcome> {
    return this.batchOf(collection).update(update);
  }

  private get db(): mongo.Db {
    const { db } = this.connection;
    if (!db) throw new Error('The batcher was used before MongoDB was connected.');
    return db;
  }

  private batchOf(collection: string): WriteBatch {
    let batch = this.writes.get(collection);
    if (!batch) this.writes.set(collection, (batch = new WriteBatch(this.db, collection, this.sizes)));
    return batch;
  }
}
