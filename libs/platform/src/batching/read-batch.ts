import type { mongo } from 'mongoose';
import type { Spread } from '../metrics/numbers';
import type { Stored } from './stored';
import { Turn } from './turn';

interface Waiting {
  id: string;
  resolve(document: Stored | null): void;
  reject(error: unknown): void;
}

/**
 * The reads by id of one collection. Speaks to the server by the bare command: a cursor object for a handful of documents
 * costs more than reading them.
 */
export class ReadBatch {
  private readonly turn = new Turn<Waiting>((waiting) => this.find(waiting));

  constructor(
    private readonly db: mongo.Db,
    private readonly collection: string,
    private readonly sizes: Spread,
  ) {}

  read<T extends Stored>(id: string): Promise<T | null> {
    return new Promise<Stored | null>((resolve, reject) => this.turn.add({ id, resolve, reject })).then(
      // The caller names the shape of its own collection; the driver knows none.
      (document) => document as T | null,
    );
  }

  private async find(waiting: Waiting[]): Promise<void> {
    this.sizes.add(waiting.length);
    try {
      const ids = [...new Set(waiting.map((one) => one.id))];
      const documents = new Map<string, Stored>();
      for (const document of await this.documents(ids)) documents.set(document._id, document);
      for (const one of waiting) one.resolve(documents.get(one.id) ?? null);
    } catch (error) {
      for (const one of waiting) one.reject(error);
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
    // More than one message holds. The rest is fetched the usual way; the server lets go of the cursor by itself.
    const have = new Set(first.map((document) => document._id));
    const rest = ids.filter((id) => !have.has(id));
    return [
      ...first,
      ...(await this.db
        .collection<Stored>(this.collection)
        .find({ _id: { $in: rest } })
        .toArray()),
    ];
  }
}
