import { TOKEN_LENGTH } from '@linkflow/links';
import { ASKED_HEADERS } from './asked';

/**
 * One whole HTTP/1.1 request for a tracked URL, as nearly everybody sends it: a GET, one line for each header, nothing after
 * the empty line. Narrower than the standard (RFC 9112) on purpose: what does not fit is not refused, but left to Node.
 */
const SHAPE =
  /^GET \/c\/[A-Za-z0-9_-]{56}(?:\?[!"$-~]*)? HTTP\/1\.1\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n)+\r\n$/;
const TOKEN_AT = 'GET /c/'.length;

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
      // Twice, or with options beyond the two: Node knows what that means.
      if (last !== undefined) return undefined;
      last =
        LAST[
          text
            .slice(colon + 1, end)
            .trim()
            .toLowerCase()
        ];
      if (last === undefined) return undefined;
    } else if (ASKED.has(name)) {
      // The same one twice: how they are joined is Node's to know, too.
      if (headers.has(name)) return undefined;
      headers.set(name, text.slice(colon + 1, end).trim());
    }
    from = end + 2;
  }
  if (hosts !== 1) return undefined;
  return { token: text.slice(TOKEN_AT, TOKEN_AT + TOKEN_LENGTH), headers, last: last ?? false };
}

const LAST: Record<string, boolean | undefined> = { 'keep-alive': false, close: true };
