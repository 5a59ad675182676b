/**
 * Values as people write them: `27 November 2026`, `14:30`, `1 h 30 min`, `Yes`, `Norway`. Cards, runs, merge fields, lists and sentences
 * all use these functions.
 */
import type { FieldType } from './fields';
import { format, inEveryLanguage, pick, type Language, type Text } from './texts';
import { isDay } from './time-zone';
import type { FactType } from './workflow/conditions';

/** What is known about a value besides the value itself. */
export interface ValueFormat {
  /** If absent or `text`, texts are shown as they are. */
  type?: FieldType | FactType | undefined;
  /** The names of stored values, for example of country codes. */
  options?: readonly { value: string; label: Text }[] | undefined;
  /** The name of an entity whose id is the value; undefined if it is unknown. */
  nameOf?: ((id: string) => string | undefined) | undefined;
}

/** For whom a value is written. */
export interface ValueReader {
  language: Language;
  /** IANA name. Dates with a time are shown in this zone. */
  timeZone: string;
}

const YES: Text = { en: 'Yes', nb: 'Ja' };
const NO: Text = { en: 'No', nb: 'Nei' };

/** Formats a value. An empty text for null, undefined, a blank text, an empty list, and values that are not for people (objects). */
export function formatValue(value: unknown, as: ValueFormat, reader: ValueReader): string {
  switch (typeof value) {
    case 'string':
      return formatText(value.trim(), as, reader);
    case 'number':
      return formatNumber(value, as, reader);
    case 'boolean':
      return pick(value ? YES : NO, reader.language);
    default:
      if (value instanceof Date) return formatMoment(value, reader);
      if (!Array.isArray(value)) return '';
      return value
        .map((item: unknown) => formatValue(item, as, reader))
        .filter(Boolean)
        .join(', ');
  }
}

/** Like `formatValue`, in every language. */
export function valueText(value: unknown, as: ValueFormat, timeZone: string): Text {
  return inEveryLanguage((language) => formatValue(value, as, { language, timeZone }));
}

function formatText(value: string, { type, options, nameOf }: ValueFormat, reader: ValueReader): string {
  const option = options?.find((one) => one.value === value);
  if (option) return pick(option.label, reader.language);
  if (type === 'date' || type === 'date-time') return formatDate(value, reader) ?? value;
  return nameOf?.(value) ?? value;
}

/** Minutes of a day. */
const DAY = 24 * 60;

function formatNumber(value: number, { type }: ValueFormat, { language }: ValueReader): string {
  if (!Number.isFinite(value)) return '';
  if (Number.isInteger(value) && value >= 0) {
    if (type === 'time' && value < DAY) return formatClock(value);
    if (type === 'timespan') return formatDuration(value, language);
  }
  // Not -0, which rounding a negative number gives.
  return format(EXACT, language, { value: value || 0 });
}

const EXACT: Text = { en: '{value, number, exact}', nb: '{value, number, exact}' };

const PLAIN_DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** Formats a day (`2026-11-27`) or a moment (`2026-11-27T23:30:00Z`). Undefined for other texts, and for days that do not exist. */
function formatDate(value: string, reader: ValueReader): string | undefined {
  if (!PLAIN_DAY.test(value) && !MOMENT.test(value)) return undefined;
  const at = new Date(value);
  // `Date` takes 30 February for 2 March.
  if (Number.isNaN(at.getTime()) || !isDay(value.slice(0, 10))) return undefined;
  return PLAIN_DAY.test(value) ? format(DATE, reader.language, { at }) : formatMoment(at, reader);
}

const DATE: Text = { en: '{at, date, medium}', nb: '{at, date, medium}' };
const DATE_AND_TIME: Text = {
  en: '{at, date, medium} at {at, time, short}',
  nb: '{at, date, medium} kl. {at, time, short}',
};

/** Formats a moment as `12 March 2027 at 14:30` or `12. mars 2027 kl. 14:30`. */
function formatMoment(at: Date, { language, timeZone }: ValueReader): string {
  return Number.isNaN(at.getTime()) ? '' : format(DATE_AND_TIME, language, { at }, { timeZone });
}

/** Formats minutes since midnight as `14:30`. */
export function formatClock(minutes: number): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const DAYS: Text = {
  en: '{days, plural, one {# day} other {# days}}',
  nb: '{days, plural, one {# dag} other {# dager}}',
};

/** Formats minutes in their largest units: `2 h`, `1 h 30 min`, `3 days`. */
export function formatDuration(minutes: number, language: Language): string {
  const days = Math.floor(minutes / DAY);
  const hours = Math.floor((minutes % DAY) / 60);
  const rest = minutes % 60;
  const parts = [
    days > 0 && format(DAYS, language, { days }),
    hours > 0 && format({ en: '{hours} h', nb: '{hours} t' }, language, { hours }),
    (rest > 0 || minutes === 0) && `${rest} min`,
  ];
  return parts.filter((part) => part !== false).join(' ');
}
