import { z } from 'zod';
import { LANGUAGES, type Text as TextType } from './texts';

/** An id: 24 hexadecimal characters, roughly ordered by creation time. */
export const Id = z.string().regex(/^[0-9a-f]{24}$/, 'An id is 24 hexadecimal characters');
export type Id = z.infer<typeof Id>;

/** A point in time: ISO 8601 in UTC. */
export const Instant = z.iso.datetime();
export type Instant = z.infer<typeof Instant>;

/** A text for people in English and Norwegian. Further languages are additional properties, by language code. */
export const Text: z.ZodType<TextType> = z.object({ en: z.string(), nb: z.string() }).catchall(z.string());
export type Text = TextType;

export const Language = z.enum(LANGUAGES);
export type Language = z.infer<typeof Language>;

/** The part of a list to return: one page, optionally only entries that match the search text `q`. `page` counts from 1. */
export const PageQuery = z.object({
  q: z.string().trim().max(200).optional(),
  page: z.coerce.number<number | string>().int().min(1).default(1),
  pageSize: z.coerce.number<number | string>().int().min(1).max(200).default(50),
  /** Field name of the list; a leading minus means descending: `-updatedAt`. */
  sort: z.string().max(60).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

export interface Page<T> {
  items: T[];
  total: number;
  page: number;
  pageSize: number;
}

/** Schema of one page of a list with these items. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    total: z.number().int(),
    page: z.number().int(),
    pageSize: z.number().int(),
  });

/** Path parameters of a route that is about one entity. */
export const byId = { id: Id };

type ChangesOf<Shape extends z.ZodRawShape> = {
  [Name in keyof Shape]: z.ZodOptional<Shape[Name] extends z.ZodDefault<infer Inner> ? Inner : Shape[Name]>;
};

/** The schema of a partial change: absent properties stay unchanged, so there are no defaults. */
export const changesOf = <Shape extends z.ZodRawShape>({ shape }: z.ZodObject<Shape>) =>
  z.object(
    Object.fromEntries(
      Object.entries<z.core.$ZodType>(shape).map(([name, property]) => [
        name,
        z.optional(property instanceof z.ZodDefault ? property.unwrap() : property),
      ]),
    ),
  ) as unknown as z.ZodObject<ChangesOf<Shape>>;

/** A reference to an entity, with its name. `missing` is true if the entity does not exist, is deleted, or is a deactivated user. */
export const Ref = z.object({ id: z.string(), name: z.string(), missing: z.boolean().optional() });
export type Ref = z.infer<typeof Ref>;
