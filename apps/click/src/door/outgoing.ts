import type { ServerResponse } from 'node:http';
import { PAGE_POLICY } from '../pages/page';

/** An answer ready to be written: status, headers as a flat list (which Node writes without another look), and body. */
export interface Outgoing {
  status: number;
  headers: string[];
  body: Buffer | null;
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
export const redirectTo = (url: string, status: 302 | 303 = 302): Outgoing => ({
  status,
  headers: [...COMMON, 'Location', new URL(url).href, 'Content-Length', '0'],
  body: null,
});

export const showPage = (
  html: string | Buffer,
  { status = 200, policy, more = [] }: { status?: number; policy: keyof typeof PAGE_POLICY; more?: string[] },
): Outgoing => {
  const body = typeof html === 'string' ? Buffer.from(html) : html;
  const length = String(body.length);
  return {
    status,
    headers: [
      ...COMMON,
      'Content-Security-Policy',
      PAGE_POLICY[policy],
      'Content-Type',
      'text/html; charset=utf-8',
      'Content-Length',
      length,
      ...more,
    ],
    body,
  };
};

/** Writes it. HEAD gets the same head and no body. */
export function send(outgoing: Outgoing, response: ServerResponse, method: string | undefined): void {
  response.writeHead(outgoing.status, outgoing.headers);
  if (outgoing.body === null || method === 'HEAD') response.end();
  else response.end(outgoing.body);
}
