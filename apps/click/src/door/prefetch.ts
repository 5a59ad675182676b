import type { IncomingHttpHeaders } from 'node:http';

const AHEAD = /prefetch|prerender|preview/i;

/** A browser or a messenger looks ahead: it gets the answer, but nobody has clicked. */
export function looksAhead(headers: IncomingHttpHeaders): boolean {
  return (
    saysSo(headers['sec-purpose']) ||
    saysSo(headers.purpose) ||
    saysSo(headers['x-purpose']) ||
    saysSo(headers['x-moz'])
  );
}

const saysSo = (header: string | string[] | undefined): boolean =>
  header !== undefined && AHEAD.test(String(header));
