import type { Collection } from 'mongoose';
import type { Stored } from './batcher';
import { Turn } from './turn';

interface Waiting {
  id: string;
  resolve(document: Stored | null): void;
  reject(error: unknown): void;
}

/** The reads by id of one collection. */
export class ReadBatch {
  private readonly turn = new Turn<Waiting>((waiting) => this.find(waiting));

  constructor(private readonly collection: Collection) {}

  read<T extends Stored>(id: string): Promise<T | null> {
    return new Promise<Stored | null>((resolve, reject) => this.turn.add({ id, resolve, reject })).then(
      // The caller names the shape of its own collection; the driver knows none.
      (document) => document as T | null,
    );
  }

  private async find(waiting: Waiting[]): Promise<void> {
    try {
      const ids = [...new Set(waiting.map((one) => one.id))];
      const documents = new Map<string, Stored>();
      for await (const document of this.collection.find<Stored>({ _id: { $in: ids } } as object, {
        batchSize: ids.length + 1,
      })) {
        documents.set(document._id, document);
      }
      for (const one of waiting) one.resolve(documents.get(one.id) ?? null);
    } catch (error) {
      for (const one of waiting) one.reject(error);
    }
  }
}
