/**
 * Recognises one shape of HTTP/1.1 request: a GET of a tracked URL without a body, one line per header, nothing after the empty line, none
 * of the headers that frame a body or change the connection. Deliberately narrower than RFC 9112: any other bytes are not refused
 * but left to Node's parser. So no request can mean one thing here and another to a proxy (request smuggling); a property test
 * compares the result with Node's for the same bytes.
 */
import { CLICK_HEADERS, trackedToken } from '../http/click-request';

const SHAPE = /^GET \/[!"$-~]* HTTP\/1\.1\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n)+\r\n$/;
const URL_START = 'GET '.length;

/** A request with one of these has a body, or changes its connection. */
const UNSUPPORTED_HEADERS: ReadonlySet<string> = new Set([
  'content-length',
  'transfer-encoding',
  'trailer',
  'expect',
  'upgrade',
  'http2-settings',
  'proxy-connection',
]);
const KEPT_HEADERS: ReadonlySet<string> = new Set(CLICK_HEADERS);

export interface SimpleGet {
  /** Not verified yet. */
  token: string;
  /** Those of `CLICK_HEADERS` that are present, by their name in lower case. */
  headers: ReadonlyMap<string, string>;
  /** Whether the client wants the connection closed after the reply. */
  close: boolean;
}

/**
 * @param text the bytes of the request as latin1
 * @returns undefined for everything that is not a simple GET of a tracked URL
 */
export function parseSimpleGet(text: string): SimpleGet | undefined {
  if (!SHAPE.test(text)) return undefined;
  const token = trackedToken(text.slice(URL_START, text.indexOf(' ', URL_START)));
  if (token === undefined) return undefined;
  const headers = new Map<string, string>();
  let close: boolean | undefined;
  let hosts = 0;
  for (let start = text.indexOf('\r\n') + 2; start < text.length - 2;) {
    const end = text.indexOf('\r\n', start);
    const colon = text.indexOf(':', start);
    const name = text.slice(start, colon).toLowerCase();
    if (UNSUPPORTED_HEADERS.has(name)) return undefined;
    if (name === 'host') hosts += 1;
    else if (name === 'connection') {
      // A second Connection header, or a list of options, is left to Node.
      if (close !== undefined) return undefined;
      const option = text
        .slice(colon + 1, end)
        .trimStart()
        .toLowerCase();
      if (option !== 'close' && option !== 'keep-alive') return undefined;
      close = option === 'close';
    } else if (KEPT_HEADERS.has(name)) {
      // The rules for joining repeated headers are left to Node, too.
      if (headers.has(name)) return undefined;
      headers.set(name, trimmedValue(text, colon + 1, end));
    }
    start = end + 2;
  }
  if (hosts !== 1) return undefined;
  return { token, headers, close: close ?? false };
}

/** A header value without the spaces and tabs around it. */
function trimmedValue(text: string, start: number, end: number): string {
  let first = start;
  let after = end;
  while (first < after && isBlank(text.charCodeAt(first))) first += 1;
  while (after > first && isBlank(text.charCodeAt(after - 1))) after -= 1;
  return text.slice(first, after);
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;
