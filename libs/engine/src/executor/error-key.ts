import { createHash } from 'node:crypto';
import type { StoredFailure } from '../store/stored-run';

/** Longest parts of a key, so that it fits where keys are asked for. */
const LONGEST = 30;
const HASH_DIGITS = 12;

/**
 * Key of the group of errors that a failure belongs to: the same action, code and message, but for the names and numbers in
 * it, as what is broken for one contact is broken for the next in other words.
 */
export function errorKey({ type, reason }: Pick<StoredFailure, 'type' | 'reason'>): string {
  const hash = createHash('sha256').update(withoutDetails(reason.message.en)).digest('hex');
  return [type.slice(0, LONGEST), reason.code.slice(0, LONGEST), hash.slice(0, HASH_DIGITS)].join(':');
}

const withoutDetails = (message: string): string =>
  DETAILS.reduce((text, detail) => text.replace(detail, '#'), message);

/** In this order: what stands in quotes goes whole, and an address before the numbers in it. */
const DETAILS = [
  /“[^”]*”|«[^»]*»|"[^"]*"|(?<!\w)'[^']*'(?!\w)/g,
  /\bhttps?:\/\/\S+/gi,
  /\S+@\S+\.\w+/g,
  /\b[0-9a-f]{24}\b/gi,
  /\d+(?:[.,:\-/ ]\d+)*/g,
];
