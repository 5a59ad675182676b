import type { FieldType, FieldValue, Text } from '@linkflow/contracts';

const NONE: Text = { en: '(no value yet)', nb: '(ingen verdi ennå)' };
const EMPTY: Text = { en: 'empty', nb: 'tom' };

/** A value of an extra field in words. Without the field's type, the value itself has to do. */
export function valueText(
  value: FieldValue | undefined,
  type: FieldType | undefined,
  timeZone: string,
): Text {
  if (value === undefined) return NONE;
  if (value === null || value === '') return EMPTY;
  if (typeof value === 'boolean') return value ? { en: 'yes', nb: 'ja' } : { en: 'no', nb: 'nei' };
  if (typeof value === 'number') return numberText(value, type);
  if (type === 'date' || type === 'date-time') return dateText(value, type, timeZone) ?? same(value);
  return { en: `“${value}”`, nb: `«${value}»` };
}

function numberText(value: number, type: FieldType | undefined): Text {
  if (type === 'time') return same(clockTime(value));
  if (type === 'timespan') return durationText(value);
  return {
    en: new Intl.NumberFormat('en-GB', { maximumFractionDigits: 20 }).format(value),
    nb: new Intl.NumberFormat('nb-NO', { maximumFractionDigits: 20 }).format(value),
  };
}

function dateText(value: string, type: 'date' | 'date-time', timeZone: string): Text | undefined {
  const date = new Date(type === 'date' ? `${value}T00:00:00Z` : value);
  if (Number.isNaN(date.getTime())) return undefined;
  return type === 'date' ? dayText(date, 'UTC') : momentText(date, timeZone);
}

const same = (text: string): Text => ({ en: text, nb: text });
const two = (number: number): string => String(number).padStart(2, '0');

/** Minutes since midnight as `14:30`. */
function clockTime(minutes: number): string {
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** `12 March 2027`, `12. mars 2027`. */
export function dayText(date: Date, timeZone: string): Text {
  const { en, nb } = formatsOf(timeZone);
  return { en: en.format(date), nb: nb.format(date) };
}

/** A day with its time of day: `12 March 2027 at 14:30`, `12. mars 2027 kl. 14:30`. */
export function momentText(date: Date, timeZone: string): Text {
  const day = dayText(date, timeZone);
  const time = formatsOf(timeZone).time.format(date);
  return { en: `${day.en} at ${time}`, nb: `${day.nb} kl. ${time}` };
}

interface Formats {
  en: Intl.DateTimeFormat;
  nb: Intl.DateTimeFormat;
  time: Intl.DateTimeFormat;
}
// Making one costs a hundred times what using one does, and a zone is used for every step that writes a time.
const formats = new Map<string, Formats>();

function formatsOf(timeZone: string): Formats {
  let known = formats.get(timeZone);
  if (!known) {
    const day = { day: 'numeric', month: 'long', year: 'numeric', timeZone } as const;
    const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
    known = {
      en: new Intl.DateTimeFormat('en-GB', day),
      nb: new Intl.DateTimeFormat('nb-NO', day),
      time: new Intl.DateTimeFormat('en-GB', time),
    };
    formats.set(timeZone, known);
  }
  return known;
}

/** A length of time in its largest whole parts: `2 h`, `1 h 30 min`, `3 days`. */
export function durationText(minutes: number): Text {
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  const tail = [hours && `${hours} h`, rest && `${rest} min`];
  const tailNb = [hours && `${hours} t`, rest && `${rest} min`];
  if (minutes === 0) return same('0 min');
  return {
    en: [days && amount(days, 'day', 'days'), ...tail].filter(Boolean).join(' '),
    nb: [days && amount(days, 'dag', 'dager'), ...tailNb].filter(Boolean).join(' '),
  };
}

/** `1 day`, `3 days`. */
export function amount(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
