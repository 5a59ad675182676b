import { isTimeZone, isoDay, localDay, localMinutes, momentAt } from '@linkflow/contracts';

let current = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Sets the time zone in which the page shows and reads times: the organisation's, wherever the user is. Ignores an unknown zone. */
export function setTimeZone(timeZone: string): void {
  if (isTimeZone(timeZone)) current = timeZone;
}

/** The time zone of the organisation; that of the browser before sign-in. */
export const currentTimeZone = (): string => current;

/** An instant (ISO 8601 in UTC) as the wall clock in a zone shows it: `2027-03-28 14:30:00`. */
export function toWallClock(instant: string, timeZone: string): string {
  const at = new Date(instant);
  const minutes = localMinutes(at, timeZone);
  const twoDigits = (number: number): string => String(number).padStart(2, '0');
  return `${isoDay(localDay(at, timeZone))} ${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}:00`;
}

/** The instant (ISO 8601 in UTC) at which the wall clock in a zone shows this time. */
export function fromWallClock(time: string, timeZone: string): string {
  const [year = 1970, month = 1, day = 1, hours = 0, minutes = 0] = time.split(/\D+/).map(Number);
  return momentAt({ year, month, day }, hours * 60 + minutes, timeZone).toISOString();
}
