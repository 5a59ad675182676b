import { STATUS_CODES, validateHeaderValue, type ServerResponse } from 'node:http';
import { LANGUAGES, preferredLanguage, type Language } from '@linkflow/contracts';
import { NEUTRAL_STATUS, PAGE_POLICY, neutralPage, type NeutralReason } from './pages';

/** A complete response. Can be sent many times, over Node's HTTP server or directly to a socket. */
export class ClickReply {
  /** The serialised status line and headers, without the lines that depend on time and connection. */
  private readonly head: string;
  private cached = { lastLines: '', text: '' };

  /**
   * @param headers names and values alternating, as `ServerResponse.writeHead` takes them
   * @throws if a header value contains characters that are not allowed in a header
   */
  constructor(
    readonly status: number,
    readonly headers: string[],
    readonly body: Buffer | null,
  ) {
    let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n`;
    for (let at = 0; at < headers.length; at += 2) {
      const [name = '', value = ''] = headers.slice(at, at + 2);
      validateHeaderValue(name, value);
      head += `${name}: ${value}\r\n`;
    }
    this.head = head;
  }

  /** The serialised head, ending with these lines. Cached, because consecutive calls mostly pass the same lines. */
  headWith(lastLines: string): string {
    if (this.cached.lastLines !== lastLines) this.cached = { lastLines, text: this.head + lastLines };
    return this.cached.text;
  }

  /** Writes the response; without a body if the method is HEAD. */
  send(response: ServerResponse, method: string | undefined): void {
    response.writeHead(this.status, this.headers);
    if (this.body === null || method === 'HEAD') response.end();
    else response.end(this.body);
  }
}

/** Headers of every reply. */
const COMMON_HEADERS = [
  'Cache-Control',
  'no-store',
  'Referrer-Policy',
  'no-referrer',
  'X-Robots-Tag',
  'noindex, nofollow',
  'X-Content-Type-Options',
  'nosniff',
];

/** @param url an http(s) URL; characters that are not allowed in a header are percent-encoded */
export const redirectTo = (url: string, status: 302 | 303 = 302): ClickReply =>
  new ClickReply(status, [...COMMON_HEADERS, 'Location', new URL(url).href, 'Content-Length', '0'], null);

interface PageOptions {
  /** 200 by default. */
  status?: number;
  policy: keyof typeof PAGE_POLICY;
  /** Further headers, names and values alternating. */
  more?: string[];
}

export function showPage(html: string, { status = 200, policy, more = [] }: PageOptions): ClickReply {
  const body = Buffer.from(html);
  const headers = [
    ...COMMON_HEADERS,
    'Content-Security-Policy',
    PAGE_POLICY[policy],
    'Content-Type',
    'text/html; charset=utf-8',
    'Content-Length',
    String(body.length),
    ...more,
  ];
  return new ClickReply(status, headers, body);
}

const RETRY_LATER = ['Retry-After', '30'];

const neutralReplyIn = (language: Language, reason: NeutralReason): ClickReply =>
  showPage(neutralPage(language, reason), {
    status: NEUTRAL_STATUS[reason],
    policy: 'own',
    more: ['Vary', 'Accept-Language', ...(reason === 'away' ? RETRY_LATER : [])],
  });
const inAllLanguages = (reason: NeutralReason): ReadonlyMap<Language, ClickReply> =>
  new Map(LANGUAGES.map((language) => [language, neutralReplyIn(language, reason)]));

/** Built once, so that a flood of invalid tokens costs only the sending. */
const NEUTRAL_REPLIES: Record<NeutralReason, ReadonlyMap<Language, ClickReply>> = {
  unknown: inAllLanguages('unknown'),
  away: inAllLanguages('away'),
  'too-large': inAllLanguages('too-large'),
};

/** The reply to a request that is not answered with a link's response, in the language that the browser prefers. */
export function neutralReply(reason: NeutralReason, acceptLanguage: string | undefined): ClickReply {
  const language = preferredLanguage(acceptLanguage);
  return NEUTRAL_REPLIES[reason].get(language) ?? neutralReplyIn(language, reason);
}
