import { z } from 'zod';

/** Every id in the house: 24 hexadecimal characters, roughly ordered by time of birth. */
export const Id = z.string().regex(/^[0-9a-f]{24}$/, 'An id is 24 hexadecimal characters');
export type Id = z.infer<typeof Id>;

/** A point in time on the wire: ISO 8601 in UTC. */
export const Instant = z.iso.datetime();
export type Instant = z.infer<typeof Instant>;

/** A text that a person reads, written (not translated word by word) in both languages. */
export const Text = z.object({ en: z.string(), nb: z.string() });
export type Text = z.infer<typeof Text>;

export const Language = z.enum(['en', 'nb']);
export type Language = z.infer<typeof Language>;

/** A name given by a person: 1 to 200 characters, no blanks at the ends. */
export const Name = z.string().trim().min(1).max(200);

/** An address that a recipient may be sent to: http or https, never `javascript:` and its kin; at most 4,000 characters. */
export const HttpUrl = z
  .string()
  .trim()
  .max(4000)
  .refine(isHttpUrl, { error: 'An address starts with http:// or https://', params: { code: 'url.scheme' } });

/** True for an absolute http(s) address without user info (which is used to disguise where a link leads). */
export function isHttpUrl(value: string): boolean {
  if (!/^https?:\/\//i.test(value)) return false;
  try {
    const url = new URL(value);
    return (
      (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === ''
    );
  } catch {
    return false;
  }
}

/** One page of a list. `page` counts from 1. */
export const PageQuery = z.object({
  q: z.string().trim().max(200).optional(),
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
  /** A field name of the list; a leading minus turns the order round: `-updatedAt`. */
  sort: z.string().max(60).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

export interface Page<T> {
  items: T[];
  total: number;
  page: number;
  pageSize: number;
}

/** Something else by its id, with the name to show. `missing` when it was deleted or retired. */
export const Ref = z.object({ id: z.string(), name: z.string(), missing: z.boolean().optional() });
export type Ref = z.infer<typeof Ref>;
