import { isTimeZone } from '@linkflow/contracts';

let current = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Sets the time zone in which the page shows and reads times: the organisation's, wherever the user is. Ignores an unknown zone. */
export function setTimeZone(timeZone: string): void {
  if (isTimeZone(timeZone)) current = timeZone;
}

/** The time zone of the organisation; that of the browser before sign-in. */
export const currentTimeZone = (): string => current;
