import {
  format,
  isoDay,
  type Language,
  localDay,
  localeOf,
  pick,
  type ResolvedPolicy,
  type Text,
} from '@linkflow/contracts';
import { retrySchedule } from '@linkflow/workflow';
import { currentTimeZone } from '../../i18n/time-zone';
import { sameJson } from './draft';

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
  const date = new Date(at);
  const dayOf = (moment: Date): string => isoDay(localDay(moment, currentTimeZone()));
  const today = dayOf(date) === dayOf(now);
  const time = formatHourMinute(language, date);
  if (today) return format({ en: 'at {time}', nb: 'kl. {time}' }, language, { time });
  const day = formatter(language, { weekday: 'short', day: 'numeric', month: 'short' }).format(date);
  return format({ en: '{day} at {time}', nb: '{day} kl. {time}' }, language, { day, time });
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

export const DURATION_UNITS = ['minutes', 'hours', 'days'] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

const MINUTES_PER_UNIT: Record<DurationUnit, number> = { minutes: 1, hours: 60, days: 1440 };

/** Converts a duration to another unit. */
export function convertDuration(amount: number, from: DurationUnit, to: DurationUnit): number {
  return (amount * MINUTES_PER_UNIT[from]) / MINUTES_PER_UNIT[to];
}

/** Converts a stored duration to the largest unit in which it is an integer. Zero and null keep the unit `stored`. */
export function splitDuration(
  value: number | null,
  stored: DurationUnit,
): { amount: number | null; unit: DurationUnit } {
  if (!value) return { amount: value, unit: stored };
  const unit =
    [...DURATION_UNITS].reverse().find((one) => Number.isInteger(convertDuration(value, stored, one))) ??
    stored;
  return { amount: convertDuration(value, stored, unit), unit };
}

export const RETRY_PACES = ['quick', 'patient', 'slow'] as const;
type RetryPace = (typeof RETRY_PACES)[number];

/** The backoff settings that users can choose from, so that they need not enter milliseconds. */
export const BACKOFF_BY_PACE: Record<RetryPace, ResolvedPolicy['backoff']> = {
  quick: { baseMs: 5_000, capMs: 600_000 },
  patient: { baseMs: 120_000, capMs: 7_200_000 },
  slow: { baseMs: 1_800_000, capMs: 86_400_000 },
};

/** Returns the name of the preset that equals a backoff setting, or null if none does. */
export function paceOf(backoff: ResolvedPolicy['backoff']): RetryPace | null {
  return RETRY_PACES.find((pace) => sameJson(BACKOFF_BY_PACE[pace], backoff)) ?? null;
}

/** Maximum number of delays that the retry summary lists individually. */
const MAX_LISTED_WAITS = 5;

/**
 * Summarises the retries of a policy for display. `waits`: the expected delays before the first retries, in ms; `more`: the
 * number of further retries; `totalMs`: the sum of all expected delays.
 */
export function retrySummary(policy: Pick<ResolvedPolicy, 'attempts' | 'backoff'>) {
  const all = retrySchedule(policy).map((wait) => wait.expectedMs);
  return {
    waits: all.slice(0, MAX_LISTED_WAITS),
    more: Math.max(0, all.length - MAX_LISTED_WAITS),
    totalMs: all.reduce((sum, wait) => sum + wait, 0),
  };
}
