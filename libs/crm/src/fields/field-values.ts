import type { FieldDefinition, FieldValue, Text } from '@linkflow/contracts';
import { Instant } from '@linkflow/contracts';

/** Longest values, in characters. */
const TEXT_MOST = 255;
const LONG_TEXT_MOST = 32_000;
/** Ten years. */
const TIMESPAN_MOST = 10 * 366 * 24 * 60;

/**
 * What is wrong with a value for a field, in words, or null when it fits. `null` clears a field and always fits.
 * Types are never bent: "7" is no number, 1 is not true.
 */
export function fieldValueProblem(
  field: Pick<FieldDefinition, 'name' | 'type' | 'options'>,
  value: FieldValue,
): Text | null {
  if (value === null || fits(field, value)) return null;
  const wanted = WANTED[field.type];
  return {
    en: `“${field.name}” takes ${wanted.en}`,
    nb: `«${field.name}» tar ${wanted.nb}`,
  };
}

const WANTED: Record<FieldDefinition['type'], Text> = {
  text: { en: `a text of up to ${TEXT_MOST} characters`, nb: `en tekst på inntil ${TEXT_MOST} tegn` },
  'long-text': {
    en: `a text of up to ${LONG_TEXT_MOST} characters`,
    nb: `en tekst på inntil ${LONG_TEXT_MOST} tegn`,
  },
  integer: { en: 'a whole number', nb: 'et helt tall' },
  decimal: { en: 'a number', nb: 'et tall' },
  boolean: { en: 'yes or no', nb: 'ja eller nei' },
  date: { en: 'a date', nb: 'en dato' },
  'date-time': { en: 'a date with a time', nb: 'en dato med klokkeslett' },
  time: { en: 'a time of day', nb: 'et klokkeslett' },
  timespan: { en: 'a length of time in minutes', nb: 'en varighet i minutter' },
  list: { en: 'one of its choices', nb: 'et av valgene i listen' },
};

function fits(
  { type, options }: Pick<FieldDefinition, 'type' | 'options'>,
  value: string | number | boolean,
): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string' && value.length <= TEXT_MOST;
    case 'long-text':
      return typeof value === 'string' && value.length <= LONG_TEXT_MOST;
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
      return isWhole(value, 24 * 60 - 1);
    case 'timespan':
      return isWhole(value, TIMESPAN_MOST);
    case 'list':
      return typeof value === 'string' && (options ?? []).includes(value);
  }
}

const isWhole = (value: unknown, most: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;

/** `YYYY-MM-DD`, and a day that exists. */
function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}
