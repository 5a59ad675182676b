/** Extra fields of cards, and the values that they can have. */
import { z } from 'zod';
import { FIELD_TYPES } from './choices';
import { Id, Instant } from './common';
import type { Text } from './texts';
import { isDay } from './time-zone';

export const FieldType = z.enum(FIELD_TYPES);
export type FieldType = z.infer<typeof FieldType>;

/** An extra field of contact or company cards. Its key starts with `x_` and never changes. */
export const FieldDefinition = z.object({
  id: Id,
  key: z.string().regex(/^x_[a-z0-9_]{1,60}$/),
  name: z.string(),
  entity: z.enum(['contact', 'company']),
  type: FieldType,
  /** For `list`: the possible values. */
  options: z.array(z.string()).optional(),
});
export type FieldDefinition = z.infer<typeof FieldDefinition>;

/**
 * JSON value of an extra field, by its type: string (`text`, `long-text`, `list`), number (`integer`, `decimal`), boolean, `YYYY-MM-DD`
 * (`date`), ISO 8601 instant (`date-time`), minutes since midnight (`time`), minutes (`timespan`). Null: the field is empty.
 */
export const FieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type FieldValue = z.infer<typeof FieldValue>;

/** Maximum lengths of texts, in characters. {@link WRONG_FIELD_VALUE} repeats them. */
export const FIELD_LIMITS = { text: 255, 'long-text': 32_000 } as const;

/** Ten years. */
const MAX_TIMESPAN_MINUTES = 10 * 366 * 24 * 60;

/**
 * Whether a value can be stored in a field. Null clears a field and is always valid. Types are not converted: "7" is not a number, and 1
 * is not true. The editor, the API and the CRM all use this function, so that what can be saved can also be carried out.
 */
export function fitsField(field: Pick<FieldDefinition, 'type' | 'options'>, value: unknown): boolean {
  return value === null || fits(field, value);
}

function fits({ type, options }: Pick<FieldDefinition, 'type' | 'options'>, value: unknown): boolean {
  switch (type) {
    case 'text':
    case 'long-text':
      return typeof value === 'string' && value.length <= FIELD_LIMITS[type] && isStorable(value);
    case 'integer':
      return Number.isSafeInteger(value);
    case 'decimal':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && isDay(value);
    case 'date-time':
      return Instant.safeParse(value).success;
    case 'time':
      return isIntegerUpTo(value, 24 * 60 - 1);
    case 'timespan':
      return isIntegerUpTo(value, MAX_TIMESPAN_MINUTES);
    case 'list':
      return typeof value === 'string' && (options ?? []).includes(value);
  }
}

/**
 * A value that fits the field in the one notation in which it is stored: an instant with milliseconds, a text with composed characters
 * (NFC). So a value that looks the same is the same, and setting it again is no change.
 */
export function storedFieldValue({ type }: Pick<FieldDefinition, 'type'>, value: FieldValue): FieldValue {
  if (typeof value !== 'string') return value;
  if (type === 'date-time') return new Date(value).toISOString();
  return type === 'text' || type === 'long-text' ? value.normalize('NFC') : value;
}

/** False for a text with a null character, which searches cannot contain, or with a lone surrogate, which UTF-8 cannot contain. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

const isIntegerUpTo = (value: unknown, max: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;

/** Says which values a field takes. `type` is the type of the field, with `_` for `-` (see `selectKey`). */
export const WRONG_FIELD_VALUE: Text = {
  en: '“{name}” takes {type, select, text {a text of up to 255 characters} long_text {a text of up to 32000 characters} integer {a whole number} decimal {a number} boolean {yes or no} date {a date} date_time {a date with a time} time {a time of day} timespan {a length of time in minutes} other {one of its choices}}',
  nb: '«{name}» tar {type, select, text {en tekst på inntil 255 tegn} long_text {en tekst på inntil 32000 tegn} integer {et helt tall} decimal {et tall} boolean {ja eller nei} date {en dato} date_time {en dato med klokkeslett} time {et klokkeslett} timespan {en varighet i minutter} other {et av valgene i listen}}',
};

/** A value as a key of an ICU `select`, which cannot contain a hyphen. */
export const selectKey = (value: string): string => value.replaceAll('-', '_');
