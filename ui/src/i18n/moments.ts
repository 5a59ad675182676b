/** How moments and lengths of time of runs are written. */
import { format, isoDay, type Language, localDay, localeOf, pick, type Text } from '@linkflow/contracts';
import { currentTimeZone } from './time-zone';

const HOURS: Text = { en: 'h', nb: 't' };
const DAYS: Text = { en: 'days', nb: 'dager' };
const formatters = new Map<string, Intl.DateTimeFormat>();

/** A formatter of times in the organisation's time zone. */
function formatter(language: Language, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const options = { ...parts, timeZone: currentTimeZone() };
  const key = `${language} ${JSON.stringify(options)}`;
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(localeOf(language), options);
  formatters.set(key, known);
  return known;
}

/** Formats a time of day with seconds, for steps that follow each other quickly: `09:41:07`. */
export function formatSeconds(language: Language, at: string | Date): string {
  return formatter(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(at));
}

/** Formats a time of day without seconds: `09:41`. */
export function formatHourMinute(language: Language, at: string | Date): string {
  return formatter(language, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
}

/** Formats the time at which a run continues: only the time if it is today, otherwise day and time. */
export function formatWhen(language: Language, at: string | Date, now: Date): string {
  return formatMoment(language, { at, now, today: { en: 'at {time}', nb: 'kl. {time}' } });
}

/** Formats the time until which a run waits, to stand after “until”. */
export function formatUntil(language: Language, at: string | Date, now: Date): string {
  return formatMoment(language, { at, now, today: { en: '{time}', nb: 'kl. {time}' } });
}

interface Moment {
  at: string | Date;
  now: Date;
  /** The text of a time of the same day. */
  today: Text;
}

function formatMoment(language: Language, { at, now, today }: Moment): string {
  const date = new Date(at);
  const dayOf = (moment: Date): string => isoDay(localDay(moment, currentTimeZone()));
  const time = formatHourMinute(language, date);
  if (dayOf(date) === dayOf(now)) return format(today, language, { time });
  const day = formatter(language, { weekday: 'short', day: 'numeric', month: 'short' }).format(date);
  return format({ en: '{day} at {time}', nb: '{day} kl. {time}' }, language, { day, time });
}

/** The time zone of the organisation, in words and by its identifier: `sentraleuropeisk tid (Europe/Oslo)`. */
export function formatTimeZone(language: Language): string {
  const timeZone = currentTimeZone();
  const parts = new Intl.DateTimeFormat(localeOf(language), { timeZone, timeZoneName: 'longGeneric' });
  // In a year without summer time, such as 1970, the name would be that of standard time.
  const name = parts.formatToParts(new Date()).find(({ type }) => type === 'timeZoneName')?.value;
  return name ? `${name} (${timeZone})` : timeZone;
}

/** Formats the duration of a step: `431 ms`, `1.4 s`, `12 s`, `3 min`. */
export function formatElapsed(language: Language, ms: number): string {
  const number = (value: number, digits: number) => formatDecimal(language, value, digits);
  if (ms < 1_000) return `${number(Math.max(0, ms), 0)} ms`;
  if (ms < 60_000) return `${number(ms / 1_000, ms < 10_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return `${number(ms / 60_000, 0)} min`;
  if (ms < 86_400_000) return `${number(ms / 3_600_000, 1)} ${pick(HOURS, language)}`;
  return `${number(ms / 86_400_000, 1)} d`;
}

/** Formats a duration approximately, in the largest unit of which it has at least 1.5: `8 s`, `13 min`, `2 h`. */
export function formatApproximate(language: Language, ms: number): string {
  const units: readonly [number, string][] = [
    [86_400_000, pick(DAYS, language)],
    [3_600_000, pick(HOURS, language)],
    [60_000, 'min'],
    [1_000, 's'],
  ];
  const [size, name] = units.find(([length]) => ms >= length * 1.5) ?? [1_000, 's'];
  const value = ms / size;
  const digits = value < 9.5 && size >= 3_600_000 ? 1 : 0;
  return `${formatDecimal(language, value, digits)} ${name}`;
}

function formatDecimal(language: Language, value: number, maximumFractionDigits: number): string {
  return new Intl.NumberFormat(localeOf(language), { maximumFractionDigits }).format(value);
}
