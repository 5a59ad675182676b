import type { Text } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';

/** The order of a list: a field that it can be sorted by, and which way. */
export interface Sorting<Field extends string> {
  field: Field;
  direction: 1 | -1;
}

/**
 * Reads `name` or `-name`.
 * @throws validation.failed, with the fields there are, for another one
 */
export function sortingOf<Field extends string>(
  sort: string | undefined,
  fields: readonly Field[],
  standard: Sorting<NoInfer<Field>>,
): Sorting<Field> {
  if (sort === undefined) return standard;
  const name = sort.replace(/^-/, '');
  const field = fields.find((known) => known === name);
  if (field) return { field, direction: sort.startsWith('-') ? -1 : 1 };
  const message: Text = {
    en: `This list is sorted by ${fields.join(', ')}`,
    nb: `Denne listen sorteres etter ${fields.join(', ')}`,
  };
  throw new AppError('validation.failed', `${message.en}.`, {
    issues: [{ code: 'sort.unknown', path: 'sort', message }],
  });
}

/**
 * The page of ids when a list is sorted by something that is counted and not stored. Equal counts keep the order in which
 * the ids came.
 */
export function pageByCount(
  ids: readonly string[],
  countOf: (id: string) => number,
  direction: 1 | -1,
  { page, pageSize }: { page: number; pageSize: number },
): string[] {
  return ids
    .map((id) => ({ id, count: countOf(id) }))
    .sort((a, b) => direction * (a.count - b.count))
    .slice((page - 1) * pageSize, page * pageSize)
    .map(({ id }) => id);
}

/** Documents in the order of the ids. */
export function inOrder<T extends { _id: string }>(ids: readonly string[], documents: readonly T[]): T[] {
  const byId = new Map(documents.map((document) => [document._id, document]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** A text that a person looks for, as a pattern that finds it anywhere, without regard to case. */
export const containing = (text: string): { $regex: string; $options: 'i' } => ({
  $regex: text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  $options: 'i',
});
