/** The parts of a request that show its origin. */
export interface RequestOrigin {
  method: string;
  headers: {
    'content-type'?: string | undefined;
    origin?: string | undefined;
    host?: string | undefined;
    'sec-fetch-site'?: string | string[] | undefined;
  };
}

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Protects against cross-site request forgery: a page of another site can make a browser send our cookie. A request may
 * change something when one of these holds:
 *
 * - the body is JSON, which browsers send across sites only after a preflight, and we grant none;
 * - `Sec-Fetch-Site` or `Origin` names our own site;
 * - neither header is present and the method is one that forms cannot send: the client is a program.
 */
export function mayChangeThings({ method, headers }: RequestOrigin, ownOrigin: string): boolean {
  if (SAFE_METHODS.includes(method) || isJson(headers['content-type'])) return true;
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
