/**
 * Wall-clock arithmetic in IANA time zones. Pure: the current time is an argument, and the rules of the zones come from Intl.
 *
 * Times that are not unique: a time that clocks skip in spring is moved by the length of the gap (02:30 becomes 03:30, as in RFC 5545);
 * of a time that clocks show twice in autumn, the first one is used. Like texts.ts, this file and values.ts do not import zod.
 */

/** A calendar day without a time zone. */
export interface LocalDay {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Whether Intl supports a time zone with this name. */
export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** The calendar day of `at` in the zone. */
export function localDay(at: Date, zone: string): LocalDay {
  return dayOf(at.getTime() + offsetAt(at.getTime(), zone));
}

/** Minutes since midnight by the wall clock in the zone. */
export function localMinutes(at: Date, zone: string): number {
  const wall = new Date(at.getTime() + offsetAt(at.getTime(), zone));
  return wall.getUTCHours() * 60 + wall.getUTCMinutes();
}

/** True for a date `YYYY-MM-DD` that exists. */
export function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

/** The day as `YYYY-MM-DD`. */
export const isoDay = ({ year, month, day }: LocalDay): string =>
  `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;

const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** Number of the day since 1 January 1970, so that the difference of two is the number of midnights between them. */
export const dayNumber = ({ year, month, day }: LocalDay): number => utc(year, month, day) / DAY_MS;

export const addDays = ({ year, month, day }: LocalDay, days: number): LocalDay =>
  dayOf(utc(year, month, day + days));

/** 1 is Monday, 7 is Sunday (ISO 8601). */
export const weekdayOf = ({ year, month, day }: LocalDay): number =>
  new Date(utc(year, month, day)).getUTCDay() || 7;

/** The moment at which the wall clock in the zone shows `minutes` since midnight on that day. */
export function momentAt({ year, month, day }: LocalDay, minutes: number, zone: string): Date {
  return atWall(utc(year, month, day) + minutes * MINUTE_MS, zone);
}

/** The moment that many calendar days later, at the same local time to the millisecond. */
export function addLocalDays(at: Date, days: number, zone: string): Date {
  return atWall(at.getTime() + offsetAt(at.getTime(), zone) + days * DAY_MS, zone);
}

/** The first moment of a calendar day in the zone. */
export const startOfDay = (day: LocalDay, zone: string): Date => momentAt(day, 0, zone);

/** The moment at which the wall clock in the zone shows `wall`, a time in ms as if it were UTC. */
function atWall(wall: number, zone: string): Date {
  // Near a change of clocks, the offset is either that of the day before or that of the day after.
  const before = wall - offsetAt(wall - DAY_MS, zone);
  const after = wall - offsetAt(wall + DAY_MS, zone);
  const first = Math.min(before, after);
  if (first + offsetAt(first, zone) === wall) return new Date(first);
  return new Date(Math.max(before, after));
}

/** A week and a day: if the time has passed today, today's weekday comes again after seven days. */
const MAX_DAYS_AHEAD = 8;

export interface LocalTimeQuery {
  after: Date;
  /** Local time, `HH:MM`. */
  time: string;
  /** 1 is Monday, 7 is Sunday; empty means any day. */
  weekdays: readonly number[];
  /** IANA name. */
  timeZone: string;
}

/**
 * The first moment after `after` at which clocks in the zone show this time on one of these weekdays.
 * @throws RangeError if no such weekday exists
 */
export function nextLocalTime({ after, time, weekdays, timeZone }: LocalTimeQuery): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const today = localDay(after, timeZone);
  for (let ahead = 0; ahead <= MAX_DAYS_AHEAD; ahead++) {
    const day = addDays(today, ahead);
    if (weekdays.length > 0 && !weekdays.includes(weekdayOf(day))) continue;
    const moment = momentAt(day, hours * 60 + minutes, timeZone);
    if (moment > after) return moment;
  }
  throw new RangeError(`No such weekday: ${weekdays.join(', ')}`);
}

/** Midnight of a day in UTC, in ms. Unlike `Date.UTC`, it does not take the years 0 to 99 for 1900 to 1999. */
const utc = (year: number, month: number, day: number): number =>
  year >= 100 ? Date.UTC(year, month - 1, day) : new Date(0).setUTCFullYear(year, month - 1, day);

/** The calendar day of `wall`, a wall-clock time in ms as if it were UTC. */
function dayOf(wall: number): LocalDay {
  const date = new Date(wall);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

const MAX_CACHED_OFFSETS = 20_000;
const offsetsAtMidnight = new Map<string, number>();

/** How far the wall clock in the zone is ahead of UTC, in ms. */
function offsetAt(at: number, zone: string): number {
  // A call of Intl takes about 20 µs, so the offsets at UTC midnights are cached. If those before and after `at` are equal, clocks do
  // not change between them.
  const midnight = Math.floor(at / DAY_MS) * DAY_MS;
  const offset = atMidnight(midnight, zone);
  return offset === atMidnight(midnight + DAY_MS, zone) ? offset : computeOffset(at, zone);
}

function atMidnight(midnight: number, zone: string): number {
  const key = `${zone}@${midnight}`;
  let offset = offsetsAtMidnight.get(key);
  if (offset === undefined) {
    if (offsetsAtMidnight.size >= MAX_CACHED_OFFSETS) offsetsAtMidnight.clear();
    offsetsAtMidnight.set(key, (offset = computeOffset(midnight, zone)));
  }
  return offset;
}

function computeOffset(at: number, zone: string): number {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return utc(year, month, day) + ((hour * 60 + minute) * 60 + second) * 1000 - Math.floor(at / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError if there is no such zone */
function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}
