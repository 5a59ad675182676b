import type { Asked } from './asked';

const AHEAD = /prefetch|prerender|preview/i;
const SAYING = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;

/** A browser or a messenger looks ahead: it gets the answer, but nobody has clicked. */
export function looksAhead(asked: Pick<Asked, 'header'>): boolean {
  for (const name of SAYING) {
    const value = asked.header(name);
    if (value !== undefined && AHEAD.test(value)) return true;
  }
  return false;
}
