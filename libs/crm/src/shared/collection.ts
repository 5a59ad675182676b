import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { phrase, type Page, type PageQuery } from '@linkflow/contracts';
import { AppError, Batcher, type Stored, type UpdateOutcome, type UpdateSpec } from '@linkflow/platform';
import type { Connection, mongo } from 'mongoose';

/** The sort names that a list offers, each with the document path that it orders by. */
export type Sorts = Record<string, string>;

/** The MongoDB connection that all collections of this lib share. Creates the indexes that they declare. */
@Injectable()
export class CrmStore {
  private readonly collections: CrmCollection<Stored>[] = [];

  constructor(
    @InjectConnection() private readonly connection: Connection,
    readonly batcher: Batcher,
  ) {}

  collection<T extends Stored>(name: string): mongo.Collection<T> {
    const { db } = this.connection;
    if (!db) throw new Error('The CRM was used before MongoDB was connected.');
    return db.collection<T>(name, { ignoreUndefined: true });
  }

  register(collection: CrmCollection<Stored>): void {
    this.collections.push(collection);
  }

  /** Creates the missing indexes of every collection. */
  async ensureIndexes(): Promise<void> {
    await Promise.all(
      this.collections
        .filter(({ indexes }) => indexes.length > 0)
        .map(({ name, indexes }) => this.collection(name).createIndexes(indexes)),
    );
  }
}

/**
 * One MongoDB collection and its indexes. API requests use `documents` and the methods that start with `find`. Steps of runs use `read`,
 * `insertOnce` and `updateOne`: these are batched, so steps that execute at the same time share round trips.
 */
export abstract class CrmCollection<T extends Stored> {
  protected readonly documents: mongo.Collection<T>;

  constructor(
    protected readonly store: CrmStore,
    readonly name: string,
    readonly indexes: mongo.IndexDescription[] = [],
  ) {
    this.documents = store.collection<T>(name);
    // The cast is safe: the store uses only `name` and `indexes`.
    store.register(this as unknown as CrmCollection<Stored>);
  }

  /** Batched read by id; null if there is no such document. */
  read(id: string): Promise<T | null> {
    return this.store.batcher.read<T>(this.name, id);
  }

  /**
   * Batched insert. Returns `existed`, and changes nothing, if a document with the same `_id` or the same value of a unique index exists.
   */
  insertOnce(document: T): Promise<'inserted' | 'existed'> {
    return this.store.batcher.insertOnce(this.name, document);
  }

  /** Batched update of one document. */
  updateOne(update: UpdateSpec): Promise<UpdateOutcome> {
    return this.store.batcher.update(this.name, update);
  }

  /** Documents that match, in the order of `sort`. */
  async findMany(filter: mongo.Filter<T>, sort: mongo.Sort, limit = 0): Promise<T[]> {
    // Every `_id` of this lib is a string, so the driver's WithId<T> is T.
    return (await this.documents.find(filter).sort(sort).limit(limit).toArray()) as T[];
  }

  async findById(id: string): Promise<T | null> {
    return (await this.documents.findOne(byId<T>(id))) as T | null;
  }

  /** Sets fields of one document. Returns the changed document; null if no document has this id and matches `where`. */
  async setFields(id: string, fields: Partial<T>, where: mongo.Filter<T> = {}): Promise<T | null> {
    const change = { $set: fields } as mongo.UpdateFilter<T>;
    return (await this.documents.findOneAndUpdate({ ...where, ...byId<T>(id) }, change, {
      returnDocument: 'after',
    })) as T | null;
  }

  /**
   * Reads one page of a list. The id is the last sort key, so that documents with equal sort values have the same order on every page.
   * `standard` is the sort to use if the query has none.
   * @throws AppError `validation.failed` for a sort that is not in `sorts`: no index would support it
   */
  protected async readPage(
    filter: mongo.Filter<T>,
    { page, pageSize, sort }: Pick<PageQuery, 'page' | 'pageSize' | 'sort'>,
    { sorts, standard }: { sorts: Sorts; standard: string },
  ): Promise<Page<T>> {
    const [items, total] = await Promise.all([
      this.documents
        .find(filter)
        .sort(sortOf(sort ?? standard, sorts))
        .skip((page - 1) * pageSize)
        .limit(pageSize)
        .toArray(),
      this.documents.countDocuments(filter),
    ]);
    return { items: items as T[], total, page, pageSize };
  }
}

/** Converts the rows of a page to the shape that the API returns. */
export async function mapPage<T, V>(
  page: Page<T>,
  map: (items: T[]) => Promise<V[]> | V[],
): Promise<Page<V>> {
  return { ...page, items: await map(page.items) };
}

/** How often each value of `field` occurs among the documents that match. */
export async function countBy<T extends Stored>(
  documents: mongo.Collection<T>,
  field: string,
  filter: mongo.Filter<T>,
): Promise<Map<string, number>> {
  const counts = await documents
    .aggregate<{ _id: string; count: number }>([
      { $match: filter },
      { $group: { _id: `$${field}`, count: { $sum: 1 } } },
    ])
    .toArray();
  return new Map(counts.map(({ _id, count }) => [_id, count]));
}

/** Removes the properties without a value (undefined, null, '') from a filter, so that they do not restrict the result. */
export const given = <T extends object>(filter: T): Partial<T> =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => Boolean(value))) as Partial<T>;

export const byId = <T extends Stored>(id: string): mongo.Filter<T> => ({ _id: id }) as mongo.Filter<T>;

export const notFound = (): AppError => new AppError('not-found', 'There is nothing with this id here.');

function sortOf(sort: string, sorts: Sorts): Record<string, 1 | -1> {
  const descending = sort.startsWith('-');
  const path = sorts[descending ? sort.slice(1) : sort];
  if (path === undefined) {
    const names = Object.keys(sorts).join(', ');
    throw new AppError('validation.failed', `This list can be sorted by ${names}.`, {
      issues: [
        {
          code: 'sort.unknown',
          path: 'sort',
          message: phrase(
            { en: 'Sort by one of these: {names}', nb: 'Sorter etter én av disse: {names}' },
            { names },
          ),
        },
      ],
    });
  }
  const direction = descending ? -1 : 1;
  return { [path]: direction, _id: direction };
}
