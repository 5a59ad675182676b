import { isDeepStrictEqual } from 'node:util';
import type { AuditChange } from '@linkflow/contracts';

/** Longest text that an audit event keeps of each side of a change. */
export const MAX_TEXT = 1_000;
/** Characters that are kept before the first and after the last difference of two long texts. */
const CONTEXT = 40;

/**
 * What a change makes different: one entry per property of `after` whose value differs from `before`. Properties that are undefined in
 * `after` stay as they are and have no entry.
 */
export function changesBetween<T extends object>(
  before: { readonly [K in keyof T]?: unknown },
  after: T,
): AuditChange[] {
  return Object.entries(after).flatMap(([property, value]: [string, unknown]) => {
    const old: unknown = (before as Record<string, unknown>)[property];
    if (value === undefined || isDeepStrictEqual(old ?? null, value ?? null)) return [];
    return [{ property, ...sides(old ?? null, value) }];
  });
}

function sides(before: unknown, after: unknown): { before: unknown; after: unknown } {
  if (typeof before !== 'string' && typeof after !== 'string') return { before, after };
  const [old, now] = [before, after].map((value) => (typeof value === 'string' ? value : '')) as [
    string,
    string,
  ];
  if (old.length <= MAX_TEXT && now.length <= MAX_TEXT) return { before, after };
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  return { before: differing(old, start, end), after: differing(now, start, end) };
}

/** The part of a text that differs, with some context. `start` and `end`: lengths of the equal beginning and of the equal end. */
function differing(text: string, start: number, end: number): string {
  const from = Math.max(0, start - CONTEXT);
  const to = Math.min(text.length, text.length - end + CONTEXT);
  const kept = text.slice(from, Math.min(to, from + MAX_TEXT)).toWellFormed();
  return `${from > 0 ? '…' : ''}${kept}${from + MAX_TEXT < to || to < text.length ? '…' : ''}`;
}
