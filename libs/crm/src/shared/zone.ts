/** Wall-clock arithmetic in a time zone. Pure; knows the rules of summer time through Intl. */

/** A day of the calendar, without a place on the globe. */
export interface LocalDay {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const formats = new Map<string, Intl.DateTimeFormat>();

/** True for an IANA name that this machine knows. */
export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** The day on which `at` falls in the zone. */
export function localDay(at: Date, zone: string): LocalDay {
  const wall = new Date(at.getTime() + offsetAt(at.getTime(), zone));
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() };
}

/** Minutes since midnight on the wall in the zone. */
export function localMinutes(at: Date, zone: string): number {
  const wall = new Date(at.getTime() + offsetAt(at.getTime(), zone));
  return wall.getUTCHours() * 60 + wall.getUTCMinutes();
}

export function addDays({ year, month, day }: LocalDay, days: number): LocalDay {
  const moved = new Date(Date.UTC(year, month - 1, day + days));
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

/** 0 is Sunday. */
export const weekdayOf = ({ year, month, day }: LocalDay): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay();

/**
 * When the wall shows `minutes` since midnight on that day. In the hour that summer time skips, the moment after the jump;
 * in the hour that comes twice, the first.
 */
export function momentAt({ year, month, day }: LocalDay, minutes: number, zone: string): Date {
  const wall = Date.UTC(year, month - 1, day, 0, minutes);
  const before = wall - offsetAt(wall - DAY, zone);
  const after = wall - offsetAt(wall + DAY, zone);
  const first = Math.min(before, after);
  if (first + offsetAt(first, zone) === wall) return new Date(first);
  const second = Math.max(before, after);
  return new Date(second);
}

const MOST_REMEMBERED = 20_000;
const midnights = new Map<string, number>();

/** How far the wall in the zone is ahead of UTC, ms. */
function offsetAt(at: number, zone: string): number {
  // Asking Intl costs some 20 µs; on nearly every day both midnights agree, and are remembered.
  const midnight = Math.floor(at / DAY) * DAY;
  const offset = atMidnight(midnight, zone);
  return offset === atMidnight(midnight + DAY, zone) ? offset : askOffset(at, zone);
}

function atMidnight(midnight: number, zone: string): number {
  const key = `${zone}@${midnight}`;
  let offset = midnights.get(key);
  if (offset === undefined) {
    if (midnights.size >= MOST_REMEMBERED) midnights.clear();
    midnights.set(key, (offset = askOffset(midnight, zone)));
  }
  return offset;
}

function askOffset(at: number, zone: string): number {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
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
