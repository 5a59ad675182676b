/** What tells where a request comes from. */
export interface Asking {
  method: string;
  headers: {
    'content-type'?: string | undefined;
    origin?: string | undefined;
    host?: string | undefined;
    'sec-fetch-site'?: string | string[] | undefined;
  };
}

const READING = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Whether a request may change things, as far as cross-site forgery goes. The cookie alone is no proof: a page elsewhere can
 * make a browser send it. So one of these must hold:
 *
 * - the body is JSON: a browser sends that across sites only after a preflight, which we never grant;
 * - the browser says that the page is ours, by `Sec-Fetch-Site` or `Origin`;
 * - the request says nothing of a page at all and has a method that no form can send: then it is a program.
 */
export function mayChangeThings({ method, headers }: Asking, ownOrigin: string): boolean {
  if (READING.includes(method) || isJson(headers['content-type'])) return true;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  if (origin !== undefined) return origin === ownOrigin || hostOf(origin) === host;
  return method !== 'POST';
}

const isJson = (type: string | undefined): boolean =>
  type?.split(';')[0]?.trim().toLowerCase() === 'application/json';

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
