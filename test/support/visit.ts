import { request, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** The user agent of the browsers of the tests. That of a headless browser would be a machine's. */
export const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36';

/** The headers with which a browser opens a page over http. */
export const BROWSER_HEADERS = {
  'user-agent': USER_AGENT,
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'accept-language': 'nb-NO,nb;q=0.9,en;q=0.8',
  'accept-encoding': 'gzip, deflate',
  'upgrade-insecure-requests': '1',
};

interface Visit {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Requests a page as a browser does, but does not follow a redirect. `fetch` says of itself that it is a script. */
export function visit(url: string, { method = 'GET', headers, body = '' }: Visit = {}): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: { ...BROWSER_HEADERS, ...headers } }, (answer) => {
      const { statusCode: status = 0, headers: given } = answer;
      buffer(answer).then(
        // A response with one of these statuses has no body.
        (bytes) =>
          resolve(
            new Response(status === 204 || status === 304 ? null : bytes, { status, headers: plain(given) }),
          ),
        reject,
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const plain = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
