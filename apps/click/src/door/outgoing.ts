import { STATUS_CODES, validateHeaderValue, type ServerResponse } from 'node:http';
import { PAGE_POLICY } from '../pages/page';

/** An answer ready to be written. */
export class Outgoing {
  /** As it goes over a socket, up to what belongs to the moment and to the connection. */
  private readonly head: string;
  private whole = { end: '', text: '' };

  /**
   * @param headers a flat list of names and values, as Node writes them without another look
   * @throws when one of them can't stand in a header
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

  /** The whole head with these last lines, which are mostly those of the answer before. */
  headWith(end: string): string {
    if (this.whole.end !== end) this.whole = { end, text: this.head + end };
    return this.whole.text;
  }

  /** Writes it. HEAD gets the same head and no body. */
  send(response: ServerResponse, method: string | undefined): void {
    response.writeHead(this.status, this.headers);
    if (this.body === null || method === 'HEAD') response.end();
    else response.end(this.body);
  }
}

/** On every answer of this door, whatever it is. */
const COMMON = [
  'Cache-Control',
  'no-store',
  'Referrer-Policy',
  'no-referrer',
  'X-Robots-Tag',
  'noindex, nofollow',
  'X-Content-Type-Options',
  'nosniff',
];

/** @param url an http(s) address; whatever can't stand in a header is escaped */
export const redirectTo = (url: string, status: 302 | 303 = 302): Outgoing =>
  new Outgoing(status, [...COMMON, 'Location', new URL(url).href, 'Content-Length', '0'], null);

export const showPage = (
  html: string | Buffer,
  { status = 200, policy, more = [] }: { status?: number; policy: keyof typeof PAGE_POLICY; more?: string[] },
): Outgoing => {
  const body = typeof html === 'string' ? Buffer.from(html) : html;
  const headers = [
    ...COMMON,
    'Content-Security-Policy',
    PAGE_POLICY[policy],
    'Content-Type',
    'text/html; charset=utf-8',
    'Content-Length',
    String(body.length),
    ...more,
  ];
  return new Outgoing(status, headers, body);
};
