import {
  ROUTES,
  requestUrl,
  routeParts,
  type ApiRoute,
  type CallArguments,
  type ResponseOf,
} from '@linkflow/contracts';

/** A signed-in user of the API. */
export interface ApiClient {
  /** Calls a route of libs/contracts. Throws if the status is 400 or more. */
  call<R extends ApiRoute>(route: R, ...request: CallArguments<R>): Promise<ResponseOf<R>>;
  /** Sends any request and returns its response with any status, e.g. for tests of requests that are refused. */
  send(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  /** Value of the cookie header, for requests that a test sends without this client. */
  cookie: string;
  /** The same cookies in the format of Playwright, for a browser. */
  cookies: { name: string; value: string; url: string }[];
}

export const DEMO_USER = { email: 'ingrid@example.no', password: 'linkflow' };

/** Signs in. Returns a client that sends the session cookie with each request. */
export async function signIn(
  apiUrl: string,
  credentials: { email: string; password: string } = DEMO_USER,
): Promise<ApiClient> {
  const { method, path } = routeParts(ROUTES.session.signIn);
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  if (!response.ok) throw new Error(`Sign-in was refused: ${response.status} ${await response.text()}`);
  const cookies = response.headers.getSetCookie().map((header) => {
    const [name = '', value = ''] = (header.split(';')[0] ?? '').split('=', 2);
    return { name, value, url: apiUrl };
  });
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');

  return { ...callsWith(apiUrl, { cookie }), cookie, cookies };
}

/** The calls of a client that is signed in by its headers: a session's cookie, or an API key as `authorization`. */
export function callsWith(apiUrl: string, headers: Record<string, string>): Pick<ApiClient, 'call' | 'send'> {
  const send: ApiClient['send'] = async (method, path, body) => {
    const hasBody = body !== undefined || (method !== 'GET' && method !== 'DELETE');
    const answer = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(hasBody && { body: JSON.stringify(body ?? {}) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };

  return {
    async call<R extends ApiRoute>(route: R, ...[request]: CallArguments<R>): Promise<ResponseOf<R>> {
      const { params, query, body } = (request ?? {}) as CallParts;
      const { method } = routeParts(route);
      const path = requestUrl(route, { params, query });
      const answer = await send(method, path, body);
      if (answer.status >= 400) {
        throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body, null, 1)}`);
      }
      // The type is not checked here: in tests the api itself checks its responses against the schemas (CHECK_RESPONSES).
      return answer.body as ResponseOf<R>;
    },
    send,
  };
}

/** Parameters, query and body of a request to any route. */
type CallParts = Parameters<typeof requestUrl>[1] & { body?: unknown };
