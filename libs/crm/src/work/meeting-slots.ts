import { addDays, localDay, momentAt, weekdayOf, type LocalDay } from '@linkflow/platform';

/** Working hours, Monday to Friday, in minutes since midnight in the time zone. */
export interface WorkCalendar {
  timeZone: string;
  workday: { from: number; to: number };
}

/** Meetings start on a grid of quarters of an hour, numbered from 1970. */
export const QUARTER_MS = 15 * 60_000;

/** A range of quarters, `[from, to)`. */
export interface Quarters {
  from: number;
  to: number;
}

const FRIDAY = 5;

/** How far ahead free slots are searched: about three years. */
const HORIZON_DAYS = 3 * 366;

export const quartersFor = (minutes: number): number =>
  Math.max(1, Math.ceil((minutes * 60_000) / QUARTER_MS));

/** The first quarter that starts at this time or after it. */
export const quarterFrom = (at: Date): number => Math.ceil(at.getTime() / QUARTER_MS);

/** Whether a meeting of this length fits into an empty working day. */
export const fitsWorkday = ({ workday }: WorkCalendar, minutes: number): boolean =>
  quartersFor(minutes) * 15 <= Math.floor(workday.to / 15) * 15 - Math.ceil(workday.from / 15) * 15;

/** The working hours of each day from `quarter` on. The first window does not start before `quarter`. */
export function* workWindows(calendar: WorkCalendar, quarter: number): Generator<Quarters> {
  let day: LocalDay = localDay(new Date(quarter * QUARTER_MS), calendar.timeZone);
  for (let ahead = 0; ahead <= HORIZON_DAYS; ahead += 1, day = addDays(day, 1)) {
    if (weekdayOf(day) > FRIDAY) continue;
    const opens = momentAt(day, calendar.workday.from, calendar.timeZone);
    const closes = momentAt(day, calendar.workday.to, calendar.timeZone);
    const from = Math.max(quarter, quarterFrom(opens));
    const to = Math.floor(closes.getTime() / QUARTER_MS);
    if (from < to) yield { from, to };
  }
}

/** The next free range of `length` quarters at or after `from`, or null when there is none within the horizon. */
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
