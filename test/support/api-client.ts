/** A signed-in user of the API, as a script or another system would be one. */
export interface ApiClient {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  put<T>(path: string, body?: unknown): Promise<T>;
  patch<T>(path: string, body?: unknown): Promise<T>;
  delete(path: string): Promise<void>;
  /** The bare answer, for tests of refusals. */
  send(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  /** The cookie header, for tests that talk to the API by other means. */
  cookie: string;
}

export const DEMO_USER = { email: 'ingrid@example.no', password: 'linkflow' };

/** Signs in and keeps the session cookie. */
export async function signIn(
  apiUrl: string,
  who: { email: string; password: string } = DEMO_USER,
): Promise<ApiClient> {
  const answer = await fetch(`${apiUrl}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(who),
  });
  if (!answer.ok) throw new Error(`Sign-in refused: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');

  const send = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { cookie, 'content-type': 'application/json' },
      body:
        body === undefined
          ? method === 'GET' || method === 'DELETE'
            ? undefined
            : '{}'
          : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
  const expectOk = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answered = await send(method, path, body);
    if (answered.status >= 400) {
      throw new Error(`${method} ${path}: ${answered.status} ${JSON.stringify(answered.body, null, 1)}`);
    }
    // The caller names the contract of the route; the API's own tests hold it to that.
    return answered.body as T;
  };
  return {
    get: (path) => expectOk('GET', path),
    post: (path, body) => expectOk('POST', path, body),
    put: (path, body) => expectOk('PUT', path, body),
    patch: (path, body) => expectOk('PATCH', path, body),
    delete: async (path) => {
      await expectOk('DELETE', path);
    },
    send,
    cookie,
  };
}
