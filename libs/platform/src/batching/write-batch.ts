import { isDeepStrictEqual } from 'node:util';
import { mongo, type Collection } from 'mongoose';
import type { Stored } from './batcher';
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

type Write =
  | {
      kind: 'insert';
      document: Stored;
      resolve(outcome: 'inserted' | 'existed'): void;
      reject(error: unknown): void;
    }
  | { kind: 'update'; spec: UpdateSpec; resolve(outcome: UpdateOutcome): void; reject(error: unknown): void };

const DUPLICATE_KEY = 11_000;

/** The writes of one collection, each with its own outcome. */
export class WriteBatch {
  private readonly turn = new Turn<Write>((writes) => this.send(writes));

  constructor(private readonly collection: Collection) {}

  insertOnce(document: Stored): Promise<'inserted' | 'existed'> {
    return new Promise((resolve, reject) => this.turn.add({ kind: 'insert', document, resolve, reject }));
  }

  update(spec: UpdateSpec): Promise<UpdateOutcome> {
    return new Promise((resolve, reject) => this.turn.add({ kind: 'update', spec, resolve, reject }));
  }

  private async send(writes: Write[]): Promise<void> {
    try {
      const { result, errors } = await this.bulk(writes);
      await this.settle(writes, result, errors);
    } catch (error) {
      for (const write of writes) write.reject(error);
    }
  }

  private async bulk(
    writes: Write[],
  ): Promise<{ result: mongo.BulkWriteResult; errors: Map<number, mongo.WriteError> }> {
    // The driver's types want its own ObjectId here; our ids are strings.
    const operations = writes.map(toOperation) as unknown as mongo.AnyBulkWriteOperation[];
    try {
      return {
        result: await this.collection.bulkWrite(operations, { ordered: false, ignoreUndefined: true }),
        errors: new Map(),
      };
    } catch (error) {
      if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
      const list = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
      // A bulk that failed as a whole (no primary, write concern not met) has no error for each write.
      if (list.length === 0) throw error;
      return { result: error.result, errors: new Map(list.map((one) => [one.index, one])) };
    }
  }

  private async settle(
    writes: Write[],
    result: mongo.BulkWriteResult,
    errors: Map<number, mongo.WriteError>,
  ): Promise<void> {
    const open: Extract<Write, { kind: 'update' }>[] = [];
    writes.forEach((write, index) => {
      const error = errors.get(index);
      if (error && error.code !== DUPLICATE_KEY) write.reject(error);
      else if (error) write.resolve('existed');
      else if (write.kind === 'insert') write.resolve('inserted');
      else if (result.upsertedIds[index] !== undefined) write.resolve('inserted');
      else open.push(write);
    });
    if (result.matchedCount === open.length) {
      for (const write of open) write.resolve('matched');
      return;
    }
    await this.tellApart(open);
  }

  /** Fewer matched than were sent: looks which. Rare, so it may cost a round trip of its own. */
  private async tellApart(open: Extract<Write, { kind: 'update' }>[]): Promise<void> {
    const ids = open.map((write) => write.spec._id);
    const found = new Map<string, Record<string, unknown>>();
    for await (const document of this.collection.find({ _id: { $in: ids } } as object)) {
      found.set(String(document._id), document);
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

function toOperation(write: Write): object {
  if (write.kind === 'insert') return { insertOne: { document: write.document } };
  const { _id, where, update, upsert } = write.spec;
  return { updateOne: { filter: { ...where, _id }, update, ...(upsert ? { upsert: true } : {}) } };
}
