import { startOfSlice, type IdRange } from '@linkflow/platform';

/*
 * The keys of totals:
 *
 * - `<link>` and `<mailing>`: all clicks on a link, or in a mailing. In a mailing, a recipient counts once as clicker.
 * - `<mailing>/<link>`: the clicks on a link in a mailing.
 * - `<link>@<hour>` and `<mailing>@<hour>`: the clicks of an hour, without clickers. The hour is its number since 1970, in UTC.
 */

const HOUR_MS = 3_600_000;
/** Length of the id of a link or mailing. */
const ID_LENGTH = 24;

export const linkInMailing = (mailingId: string, linkId: string): string => `${mailingId}/${linkId}`;

/** @param at a time in the hour, ms */
export const inHour = (id: string, at: number): string =>
  `${id}@${String(Math.floor(at / HOUR_MS)).padStart(7, '0')}`;

/** The hour of a slice, ms. A slice of 16 seconds lies within one hour. */
export const hourOfSlice = (slice: string): number => Math.floor(startOfSlice(slice) / HOUR_MS) * HOUR_MS;

/** The link or mailing to which a key belongs; the mailing for a link in a mailing. */
export const ownerOf = (key: string): string => key.slice(0, ID_LENGTH);

/** The keys of the links in a mailing. */
export const keysOfLinks = (mailingId: string): IdRange => ({ $gte: `${mailingId}/`, $lt: `${mailingId}0` });

/** The keys of the hours from a time on, ms. */
export const keysOfHours = (id: string, from: number, hours: number): IdRange => ({
  $gte: inHour(id, from),
  $lt: inHour(id, from + hours * HOUR_MS),
});

/** The link of the key of a link in a mailing. */
export const linkOf = (key: string): string => key.slice(ID_LENGTH + 1);

/** Whether a key is that of an hour. */
export const isHour = (key: string): boolean => key[ID_LENGTH] === '@';

/** When the hour of a key begins. */
export const hourOf = (key: string): Date => new Date(Number(key.slice(ID_LENGTH + 1)) * HOUR_MS);
