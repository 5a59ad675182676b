import { localDay, localMinutes, weekdayOf } from '../shared/zone';

const WEEKDAY = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const two = (number: number): string => String(number).padStart(2, '0');

/** `now.weekday`, `now.hour` and `now.date`, as the wall clock and calendar in this zone show them. */
export function nowFacts(
  at: Date,
  timeZone: string,
): Record<'now.weekday' | 'now.hour' | 'now.date', unknown> {
  const day = localDay(at, timeZone);
  return {
    'now.weekday': WEEKDAY[weekdayOf(day)],
    'now.hour': Math.floor(localMinutes(at, timeZone) / 60),
    'now.date': `${day.year}-${two(day.month)}-${two(day.day)}`,
  };
}
