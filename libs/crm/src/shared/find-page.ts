import type { Page, PageQuery } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import type { Model, QueryFilter } from 'mongoose';

/** The names a list may be sorted by, each with the path in the document that orders it. */
export type Sorts = Record<string, string>;

/** Reads one page. A sort that isn't on the list is refused, since it would have no index. */
export async function findPage<T extends { _id: string }>(
  model: Model<T>,
  filter: QueryFilter<T>,
  query: Pick<PageQuery, 'page' | 'pageSize' | 'sort'>,
  { sorts, standard }: { sorts: Sorts; standard: string },
): Promise<Page<T>> {
  const { page, pageSize } = query;
  const [items, total] = await Promise.all([
    model
      .find(filter)
      .sort(sortOf(query.sort ?? standard, sorts))
      .skip((page - 1) * pageSize)
      .limit(pageSize)
      .lean<T[]>(),
    model.countDocuments(filter),
  ]);
  return { items, total, page, pageSize };
}

function sortOf(sort: string, sorts: Sorts): Record<string, 1 | -1> {
  const backwards = sort.startsWith('-');
  const path = sorts[backwards ? sort.slice(1) : sort];
  if (path === undefined) {
    const names = Object.keys(sorts).join(', ');
    throw new AppError('validation.failed', `This list can be sorted by ${names}.`, {
      issues: [
        {
          code: 'sort.unknown',
          path: 'sort',
          message: { en: `Sort by one of ${names}`, nb: `Sorter etter en av ${names}` },
        },
      ],
    });
  }
  const direction = backwards ? -1 : 1;
  // The id last, so that equal rows stand in the same order on every page.
  return { [path]: direction, _id: direction };
}

/** The page with each row turned into what crosses the wire. */
export async function mapPage<T, V>(
  page: Page<T>,
  map: (items: T[]) => Promise<V[]> | V[],
): Promise<Page<V>> {
  return { ...page, items: await map(page.items) };
}
