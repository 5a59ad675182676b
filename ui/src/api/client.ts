import {
  ROUTES,
  requestUrl,
  routeParts,
  type ApiRoute,
  type CallArguments,
  type ClientRequest,
  type QueryValues,
  type ResponseOf,
} from '@linkflow/contracts';
import { ApiError, isApiError } from './api-error';
import { sessionGate } from './session-gate';

/** The query parameters that a route accepts. */
export type QueryOf<R extends ApiRoute> = NonNullable<
  ClientRequest<R> extends { query?: infer Q } ? Q : never
>;

/** The query parameters that every list accepts. */
export type PageParameters = QueryOf<typeof ROUTES.mailings.list>;

interface CallOptions {
  signal?: AbortSignal;
  /** If true, the browser completes the request even if the page is closed meanwhile (`keepalive` of fetch). */
  keepalive?: boolean;
}

/** Parameters of a request, not typed for a particular route. */
export interface RequestParts extends CallOptions {
  params?: Readonly<Record<string, string | number>>;
  query?: QueryValues;
  body?: unknown;
  /** The body of an upload. */
  file?: Blob;
}

/** Calls a route of the API. Rejects with `ApiError` unless the response is a success. */
export const call = <R extends ApiRoute>(route: R, ...[request]: CallArguments<R, CallOptions>) =>
  send(route, request);

/** Routes of which no request waits for a session: they end the wait, or need none. */
const UNGATED = new Set<ApiRoute>([ROUTES.session.signIn, ROUTES.session.options, ROUTES.session.signOut]);

/**
 * Does the same as `call`, but does not check the types of the request against the route. The caller must have done this. If the session
 * has ended, the request waits until its user has signed in again, and is then sent again.
 */
export async function send<R extends ApiRoute>(route: R, request: RequestParts = {}): Promise<ResponseOf<R>> {
  if (UNGATED.has(route)) return attempt(route, request);
  for (;;) {
    await sessionGate.pass(request.signal);
    const sentIn = sessionGate.generation();
    try {
      return await attempt(route, request);
    } catch (error) {
      if (!isApiError(error, 'session.required') || !sessionGate.close(sentIn)) throw error;
    }
  }
}

async function attempt<R extends ApiRoute>(
  route: R,
  { params, query, body, file, signal, keepalive }: RequestParts,
): Promise<ResponseOf<R>> {
  const { method } = routeParts(route);
  const hasBody = method !== 'GET' && method !== 'DELETE';
  let response: Response;
  try {
    response = await fetch(requestUrl(route, { params, query }), {
      method,
      headers: {
        accept: 'application/json',
        ...(hasBody && {
          'content-type': file ? file.type || 'application/octet-stream' : 'application/json',
        }),
      },
      // A write without a body sends `{}`, because the API's CSRF check always accepts requests with a JSON content type.
      body: hasBody ? (file ?? JSON.stringify(body ?? {})) : undefined,
      credentials: 'same-origin',
      signal,
      keepalive,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('network', 0, 'The server did not respond');
  }
  const json = await readBody(response);
  if (!response.ok) throw ApiError.fromAnswer(response.status, json);
  if (json === undefined && response.status !== 204) {
    throw new ApiError('unexpected', response.status, 'The response is not JSON');
  }
  // The body is not validated, because API and UI are built from the same contracts and deployed together.
  return json as ResponseOf<R>;
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
