import type { FieldValue } from '@linkflow/contracts';
import type { Texts } from '../i18n/texts';

/** Type guard for values whose type is not known, such as those in history entries. */
export function isFieldValue(value: unknown): value is FieldValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** The type of field whose input edits a value of a script's parameter, by the type of the parameter. */
export const SCRIPT_PARAM_FIELDS = {
  text: 'text',
  number: 'decimal',
  boolean: 'boolean',
  date: 'date',
  choice: 'list',
} as const;

/** Parses a time such as `09:30` into minutes since midnight; ignores seconds. Returns null if the text does not start with a time. */
export function parseClock(text: string): number | null {
  const match = /^(\d{1,2}):(\d{2})/.exec(text);
  if (!match) return null;
  const hours = Number(match[1]);
  const minutes = Number(match[2]);
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null;
}

/**
 * Parses a date with the day first (`14.3.2027`, `14/3/27`) or in ISO order into `YYYY-MM-DD`. A two-digit year means 20xx. Returns
 * null if the text has another form or the day does not exist.
 */
export function parseDate(text: string): string | null {
  const words = text.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(words);
  const local = /^(\d{1,2})[./ -](\d{1,2})[./ -](\d{2}|\d{4})$/.exec(words);
  if (!iso && !local) return null;
  const year = Number(iso ? iso[1] : local?.[3]);
  const month = Number(iso ? iso[2] : local?.[2]);
  const day = Number(iso ? iso[3] : local?.[1]);
  const full = year < 100 ? 2000 + year : year;
  const date = new Date(Date.UTC(full, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.toISOString().slice(0, 10);
}

export const fieldValueTexts = {
  hours: { en: 'Hours', nb: 'Timer' },
  minutes: { en: 'Minutes', nb: 'Minutter' },
  hoursShort: { en: 'h', nb: 't' },
  /** Names of the arrows of a calendar. */
  previous: { en: 'Previous', nb: 'Forrige' },
  next: { en: 'Next', nb: 'Neste' },
  /** The letter for the year in the placeholder of a date input: `dd.mm.åååå`. */
  yearLetter: { en: 'y', nb: 'å' },
} satisfies Texts;
