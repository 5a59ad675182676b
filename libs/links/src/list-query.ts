import { RECENT_DAYS, phrase, type LibraryView, type PageQuery, type Ref } from '@linkflow/contracts';
import { AppError, collectionOf } from '@linkflow/platform';
import type { Connection, mongo } from 'mongoose';

/** Collation of names: case-insensitive, in the order of the Norwegian alphabet. */
export const NAME_ORDER: mongo.CollationOptions = { locale: 'nb', strength: 2 };
/** The same order for names that were read already. */
const NAMES = new Intl.Collator('nb', { sensitivity: 'accent' });
const bySize = <T extends string | Date>(one: T, other: T): number =>
  one < other ? -1 : Number(one > other);

interface Sorting {
  field: string;
  direction: 1 | -1;
}

export interface RowPage<Row> {
  rows: Row[];
  total: number;
}

/**
 * Counts that are not stored with the documents, by name. Each function loads the counts of a list of ids and returns a function that
 * gives the count of one id.
 */
export type Counts = Record<string, (ids: readonly string[]) => Promise<(id: string) => number>>;

const DAY_MS = 86_400_000;

/** Adds to the query of a library what its view means: `mine` needs the user, `recent` a time. */
export const viewedBy = <Query extends { view?: LibraryView | undefined }>(
  query: Query,
  { userId, now }: { userId?: string | undefined; now: Date },
): Query & { mine?: string; since?: Date } => ({
  ...query,
  ...(query.view === 'mine' && userId !== undefined && { mine: userId }),
  ...(query.view === 'recent' && { since: new Date(now.getTime() - RECENT_DAYS * DAY_MS) }),
});

interface ListOptions {
  /** Fields by which the list can be sorted. */
  sorts: readonly string[];
  /** Those of them that are texts, besides `name`. They are sorted as the alphabet says; an index can serve the others only without. */
  texts?: readonly string[];
  standard: Sorting;
  /** Excludes the fields that a row does not need. */
  projection?: Record<string, 0>;
}

/** A collection of named documents that is shown as a list: filtered, sorted and divided into pages. */
export abstract class ListRepository<
  Doc extends { _id: string },
  Row extends { _id: string },
  Query extends PageQuery,
> {
  readonly documents: mongo.Collection<Doc>;

  constructor(
    connection: Connection,
    name: string,
    private readonly list: ListOptions,
  ) {
    this.documents = collectionOf(connection, name);
  }

  protected abstract filterOf(query: Query): mongo.Filter<Doc>;

  /** Ids and names of the documents that match, at most `limit`. */
  async refs(filter: mongo.Filter<Doc>, limit: number): Promise<Ref[]> {
    const found = await this.documents
      .find(filter)
      .limit(limit)
      .project<{ _id: string; name: string }>({ name: 1 })
      .toArray();
    return found.map(({ _id: id, name }) => ({ id, name }));
  }

  /**
   * One page, sorted by a stored field or by one of the counts.
   * @throws AppError validation.failed if the list cannot be sorted by the requested field; the message lists the valid fields
   */
  async page(query: Query, counts: Counts = {}): Promise<RowPage<Row>> {
    const { sorts, standard } = this.list;
    const sorting = sortingOf(query.sort, [...sorts, ...Object.keys(counts)], standard);
    const countsOf = counts[sorting.field];
    if (countsOf) return this.pageByCount(query, sorting.direction, countsOf);
    const [rows, total] = await Promise.all([
      this.pageRows(query),
      this.documents.countDocuments(this.filterOf(query)),
    ]);
    return { rows, total };
  }

  /** The rows of a page, sorted by a stored field. Throws as `page`. */
  protected pageRows(query: Query): Promise<Row[]> {
    const sorting = sortingOf(query.sort, this.list.sorts, this.list.standard);
    return this.sorted(this.findRows(this.filterOf(query)), sorting)
      .skip((query.page - 1) * query.pageSize)
      .limit(query.pageSize)
      .toArray();
  }

  /** The ids of the documents that match, in the order of the list by a stored field, in batches. */
  async *idsInOrder(query: Query, batchSize: number): AsyncGenerator<string[]> {
    const sorting = sortingOf(query.sort, this.list.sorts, this.list.standard);
    const cursor = this.sorted(
      this.documents.find(this.filterOf(query)).project<{ _id: string }>({ _id: 1 }),
      sorting,
    ).batchSize(batchSize);
    try {
      while (await cursor.hasNext()) yield cursor.readBufferedDocuments().map(({ _id }) => _id);
    } finally {
      await cursor.close();
    }
  }

  /** The documents with these ids that exist, deleted ones too. */
  rows(ids: readonly string[]): Promise<Row[]> {
    if (ids.length === 0) return Promise.resolve([]);
    // The collation of names is not used here, because with it MongoDB could not use the index of ids.
    return this.findRows({ _id: { $in: ids } } as mongo.Filter<Doc>).toArray();
  }

  /**
   * One page, sorted by a count. Reads the ids of all matching documents, because their counts are not stored. Documents with equal
   * counts are in the order of their names.
   */
  private async pageByCount(
    query: Query,
    direction: 1 | -1,
    countsOf: Counts[string],
  ): Promise<RowPage<Row>> {
    // In one document, of at most 16 MB: some 400,000 ids. A document for each of them takes four times as long.
    const [found] = await this.documents
      .aggregate<{ ids: string[] }>(
        [
          { $match: this.filterOf(query) },
          { $sort: { name: 1, _id: 1 } },
          { $group: { _id: null, ids: { $push: '$_id' } } },
        ],
        { collation: NAME_ORDER },
      )
      .toArray();
    const ids = found?.ids ?? [];
    const countOf = await countsOf(ids);
    const sorted = ids
      .map((_id) => ({ _id, count: countOf(_id) }))
      .sort((a, b) => direction * (a.count - b.count));
    return { rows: await this.rowsOfPage(sorted, query), total: ids.length };
  }

  /**
   * One page of the documents with these ids that match, sorted by a stored field. For up to some thousand ids: their documents are read and
   * sorted here, because with the collation of names MongoDB cannot use the index of ids. Throws as `page`.
   */
  protected async pageAmong(ids: readonly string[], query: Query): Promise<RowPage<Row>> {
    const { field, direction } = sortingOf(query.sort, this.list.sorts, this.list.standard);
    const compare = this.isText(field) ? NAMES.compare : bySize;
    const among = { $and: [this.filterOf(query), { _id: { $in: ids } }] } as mongo.Filter<Doc>;
    const found = await this.documents
      .find(among, { hint: { _id: 1 } })
      .project<{ _id: string; [field: string]: string }>({ [field]: 1 })
      .batchSize(ids.length + 1)
      .toArray();
    const sorted = found.sort(
      (a, b) => direction * (compare(a[field] ?? '', b[field] ?? '') || bySize(a._id, b._id)),
    );
    return { rows: await this.rowsOfPage(sorted, query), total: found.length };
  }

  private async rowsOfPage(sorted: readonly { _id: string }[], { page, pageSize }: Query): Promise<Row[]> {
    const ids = sorted.slice((page - 1) * pageSize, page * pageSize).map(({ _id }) => _id);
    const byId = new Map((await this.rows(ids)).map((row) => [row._id, row]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  private sorted<T>(found: mongo.FindCursor<T>, { field, direction }: Sorting): mongo.FindCursor<T> {
    return (this.isText(field) ? found.collation(NAME_ORDER) : found).sort({
      [field]: direction,
      _id: direction,
    });
  }

  private isText(field: string): boolean {
    return field === 'name' || this.list.texts?.includes(field) === true;
  }

  private findRows(filter: mongo.Filter<Doc>): mongo.FindCursor<Row> {
    return this.documents.find(filter).project<Row>(this.list.projection ?? {});
  }
}

/** Parses the `sort` parameter of a list: `name` (ascending) or `-name` (descending). */
function sortingOf(sort: string | undefined, fields: readonly string[], standard: Sorting): Sorting {
  if (sort === undefined) return standard;
  const field = sort.replace(/^-/, '');
  if (fields.includes(field)) return { field, direction: sort.startsWith('-') ? -1 : 1 };
  const message = phrase(
    { en: 'This list can be sorted by {fields}', nb: 'Denne listen kan sorteres etter {fields}' },
    { fields: fields.join(', ') },
  );
  throw new AppError('validation.failed', `${message.en}.`, {
    issues: [{ code: 'sort.unknown', path: 'sort', message }],
  });
}
