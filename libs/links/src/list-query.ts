import { phrase } from '@linkflow/contracts';
import { AppError } from '@linkflow/platform';
import type { mongo } from 'mongoose';

/** Collation of names: case-insensitive, in the order of the Norwegian alphabet. */
export const NAME_ORDER: mongo.CollationOptions = { locale: 'nb', strength: 2 };

/** Sort order of a list. */
export interface Sorting<Field extends string> {
  field: Field;
  direction: 1 | -1;
}

/**
 * Parses the `sort` parameter of a list: `name` or `-name`.
 * @throws AppError validation.failed, listing the valid fields
 */
export function sortingOf<Field extends string>(
  sort: string | undefined,
  fields: readonly Field[],
  standard: Sorting<NoInfer<Field>>,
): Sorting<Field> {
  if (sort === undefined) return standard;
  const name = sort.replace(/^-/, '');
  const field = fields.find((candidate) => candidate === name);
  if (field) return { field, direction: sort.startsWith('-') ? -1 : 1 };
  const message = phrase(
    { en: 'This list is sorted by {fields}', nb: 'Denne listen sorteres etter {fields}' },
    { fields: fields.join(', ') },
  );
  throw new AppError('validation.failed', `${message.en}.`, {
    issues: [{ code: 'sort.unknown', path: 'sort', message }],
  });
}

/** One page of ids, sorted by a count that is not stored with the documents. Equal counts keep the order of `ids`. */
export function pageByCount(
  ids: readonly string[],
  options: { countOf: (id: string) => number; direction: 1 | -1; page: number; pageSize: number },
): string[] {
  const { countOf, direction, page, pageSize } = options;
  return ids
    .map((id) => ({ id, count: countOf(id) }))
    .sort((a, b) => direction * (a.count - b.count))
    .slice((page - 1) * pageSize, page * pageSize)
    .map(({ id }) => id);
}

/** The documents in the order of the ids. */
export function inOrder<T extends { _id: string }>(ids: readonly string[], documents: readonly T[]): T[] {
  const byId = new Map(documents.map((document) => [document._id, document]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Filter that finds a text anywhere in a field, case-insensitively. */
export const containing = (text: string): { $regex: string; $options: 'i' } => ({
  $regex: text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  $options: 'i',
});
