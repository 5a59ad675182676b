import { ASKED_HEADERS } from './asked';
import { trackedToken } from './tracked-token';

/**
 * One whole HTTP/1.1 request, as nearly everybody sends it: a GET, one line for each header, nothing after
 * the empty line. Narrower than the standard (RFC 9112) on purpose: what does not fit is not refused, but left to Node.
 */
const SHAPE = /^GET \/[!"$-~]* HTTP\/1\.1\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n)+\r\n$/;
const URL_AT = 'GET '.length;

/** With these a request is more than its head, or its connection becomes another. */
const NOT_PLAIN: ReadonlySet<string> = new Set([
  'content-length',
  'transfer-encoding',
  'trailer',
  'expect',
  'upgrade',
  'http2-settings',
  'proxy-connection',
]);
const ASKED: ReadonlySet<string> = new Set(ASKED_HEADERS);

/** A GET of a tracked URL. */
export interface PlainRequest {
  token: string;
  /** Those that matter here, by their name in lower case. */
  headers: ReadonlyMap<string, string>;
  /** Whoever asks wants the connection closed after the answer. */
  last: boolean;
}

/** Reads a plain request, given as latin1; undefined for everything else. */
export function readPlainRequest(text: string): PlainRequest | undefined {
  if (!SHAPE.test(text)) return undefined;
  const token = trackedToken(text.slice(URL_AT, text.indexOf(' ', URL_AT)));
  if (token === undefined) return undefined;
  const headers = new Map<string, string>();
  let last: boolean | undefined;
  let hosts = 0;
  for (let from = text.indexOf('\r\n') + 2; from < text.length - 2;) {
    const end = text.indexOf('\r\n', from);
    const colon = text.indexOf(':', from);
    const name = text.slice(from, colon).toLowerCase();
    if (NOT_PLAIN.has(name)) return undefined;
    if (name === 'host') hosts += 1;
    else if (name === 'connection') {
      // Twice, or with more than one of the two words: Node knows what that means.
      if (last !== undefined) return undefined;
      const wish = text
        .slice(colon + 1, end)
        .trimStart()
        .toLowerCase();
      if (wish !== 'close' && wish !== 'keep-alive') return undefined;
      last = wish === 'close';
    } else if (ASKED.has(name)) {
      // The same one twice: how they are joined is Node's to know, too.
      if (headers.has(name)) return undefined;
      headers.set(name, valueIn(text, colon + 1, end));
    }
    from = end + 2;
  }
  if (hosts !== 1) return undefined;
  return { token, headers, last: last ?? false };
}

/** Without the blanks around it, which are spaces and tabs alone. */
function valueIn(text: string, from: number, end: number): string {
  let first = from;
  let after = end;
  while (first < after && isBlank(text.charCodeAt(first))) first += 1;
  while (after > first && isBlank(text.charCodeAt(after - 1))) after -= 1;
  return text.slice(first, after);
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;
