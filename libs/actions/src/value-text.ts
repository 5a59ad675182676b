import { phrase, quoted, verbatim } from '@linkflow/contracts';
import type { FieldType, FieldValue, Text } from '@linkflow/contracts';

/** A value of an extra field. Without a type, it is shown as it is. */
export function valueText(
  value: FieldValue | undefined,
  type: FieldType | undefined,
  timeZone: string,
): Text {
  if (value === undefined) return { en: '(no value yet)', nb: '(ingen verdi ennå)' };
  if (value === null || value === '') return { en: 'empty', nb: 'tom' };
  if (typeof value === 'boolean') return value ? { en: 'yes', nb: 'ja' } : { en: 'no', nb: 'nei' };
  if (typeof value === 'number') return numberText(value, type);
  if (type === 'date' || type === 'date-time') return dateText(value, type, timeZone) ?? verbatim(value);
  return quoted(value);
}

function numberText(value: number, type: FieldType | undefined): Text {
  if (type === 'time') return verbatim(clockTime(value));
  if (type === 'timespan') return durationText(value);
  return phrase({ en: '{value, number, exact}', nb: '{value, number, exact}' }, { value });
}

function dateText(value: string, type: 'date' | 'date-time', timeZone: string): Text | undefined {
  const at = new Date(type === 'date' ? `${value}T00:00:00Z` : value);
  if (Number.isNaN(at.getTime())) return undefined;
  return type === 'date'
    ? phrase({ en: '{at, date, medium}', nb: '{at, date, medium}' }, { at })
    : momentText(at, timeZone);
}

const two = (number: number): string => String(number).padStart(2, '0');

/** Minutes since midnight as `14:30`. */
function clockTime(minutes: number): string {
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** `12 March 2027 at 14:30`, `12. mars 2027 kl. 14:30`. */
export function momentText(at: Date, timeZone: string): Text {
  return phrase(
    { en: '{at, date, medium} at {at, time, short}', nb: '{at, date, medium} kl. {at, time, short}' },
    { at },
    { timeZone },
  );
}

/** A duration in its largest units: `2 h`, `1 h 30 min`, `3 days`. */
export function durationText(minutes: number): Text {
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  const parts = [
    days > 0 && phrase(DAYS, { days }),
    hours > 0 && phrase({ en: '{hours} h', nb: '{hours} t' }, { hours }),
    (rest > 0 || minutes === 0) && phrase({ en: '{rest} min', nb: '{rest} min' }, { rest }),
  ];
  return parts
    .filter((part) => part !== false)
    .reduce((first, second) => phrase({ en: '{first} {second}', nb: '{first} {second}' }, { first, second }));
}

/** `1 day`, `3 days`. */
export const DAYS: Text = {
  en: '{days, plural, one {# day} other {# days}}',
  nb: '{days, plural, one {# dag} other {# dager}}',
};
