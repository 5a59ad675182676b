const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** One day more than a week: the same weekday again, when today's time has passed. */
const DAYS_AHEAD = 8;

export interface LocalTimeQuestion {
  after: Date;
  /** `HH:MM` by the clock on the wall. */
  time: string;
  /** 1 is Monday, 7 is Sunday; none means any day. */
  weekdays: readonly number[];
  /** IANA name. */
  timeZone: string;
}

/**
 * The next moment, later than `after`, at which clocks in the zone show this time on one of these days. A time that clocks skip
 * when they go forward counts as the same distance after the gap (02:30 becomes 03:30); one that they show twice counts the first time.
 */
export function nextLocalTime({ after, time, weekdays, timeZone }: LocalTimeQuestion): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const today = wallClock(after.getTime(), timeZone);
  const midnight = Math.floor(today / DAY_MS) * DAY_MS;
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
    const wall = midnight + ahead * DAY_MS + (hours * 60 + minutes) * MINUTE_MS;
    if (weekdays.length > 0 && !weekdays.includes(weekdayOf(wall))) continue;
    const moment = momentOf(wall, timeZone);
    if (moment > after.getTime()) return new Date(moment);
  }
  throw new RangeError(`No such weekday: ${weekdays.join(', ')}`);
}

export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** Weekday of a wall-clock time, 1 for Monday. */
function weekdayOf(wall: number): number {
  return new Date(wall).getUTCDay() || 7;
}

/** The moment at which clocks in the zone show this; wall-clock times are counted as if they were UTC. */
function momentOf(wall: number, timeZone: string): number {
  // The offsets a day before and a day after are the only two that can hold around a change of clocks.
  const before = wallClock(wall - DAY_MS, timeZone) - (wall - DAY_MS);
  const after = wallClock(wall + DAY_MS, timeZone) - (wall + DAY_MS);
  const first = wall - Math.max(before, after);
  const second = wall - Math.min(before, after);
  if (wallClock(first, timeZone) === wall) return first;
  if (wallClock(second, timeZone) === wall) return second;
  // In the gap: by the clocks as they were before it.
  return wall - before;
}

/** What clocks in the zone show, as if it were UTC, in whole minutes. */
function wallClock(moment: number, timeZone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(moment)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  return format;
}
