import { addDays, localDay, momentAt, weekdayOf, type LocalDay } from '../shared/zone';

/** When a colleague works: Monday to Friday, minutes since midnight in the zone. */
export interface WorkCalendar {
  timeZone: string;
  workday: { from: number; to: number };
}

/** Meetings stand on a grid of quarters of an hour, counted from 1970. */
export const QUARTER_MS = 15 * 60_000;

/** Quarters `[from, to)`. */
export interface Quarters {
  from: number;
  to: number;
}

/** How far ahead a free time is looked for. */
export const HORIZON_DAYS = 3 * 366;

export const quartersFor = (minutes: number): number =>
  Math.max(1, Math.ceil((minutes * 60_000) / QUARTER_MS));

/** The first quarter that begins at this moment or after it. */
export const quarterFrom = (at: Date): number => Math.ceil(at.getTime() / QUARTER_MS);

/** True when a meeting of this length can stand in a working day at all. */
export const fitsWorkday = ({ workday }: WorkCalendar, minutes: number): boolean =>
  quartersFor(minutes) * 15 <= Math.floor(workday.to / 15) * 15 - Math.ceil(workday.from / 15) * 15;

/** The working hours of each day, from the day of `quarter` on, cut off before `quarter`. */
export function* workWindows(calendar: WorkCalendar, quarter: number): Generator<Quarters> {
  let day: LocalDay = localDay(new Date(quarter * QUARTER_MS), calendar.timeZone);
  for (let ahead = 0; ahead <= HORIZON_DAYS; ahead += 1, day = addDays(day, 1)) {
    const weekday = weekdayOf(day);
    if (weekday === 0 || weekday === 6) continue;
    const opens = momentAt(day, calendar.workday.from, calendar.timeZone);
    const closes = momentAt(day, calendar.workday.to, calendar.timeZone);
    const from = Math.max(quarter, quarterFrom(opens));
    const to = Math.floor(closes.getTime() / QUARTER_MS);
    if (from < to) yield { from, to };
  }
}

/**
 * The next free time of this length at or after `from`, or null when there is none within the horizon.
 * `isBusy` answers for one quarter.
 */
export function nextFree(
  calendar: WorkCalendar,
  from: number,
  length: number,
  isBusy: (quarter: number) => boolean,
): Quarters | null {
  for (const window of workWindows(calendar, from)) {
    let start = window.from;
    for (let quarter = start; quarter < window.to && start + length <= window.to; quarter += 1) {
      if (isBusy(quarter)) start = quarter + 1;
      else if (quarter - start + 1 === length) return { from: start, to: start + length };
    }
  }
  return null;
}
