import {
  type ROUTES,
  requestUrl,
  routeParts,
  type ApiRoute,
  type CallArguments,
  type ClientRequest,
  type QueryValues,
  type ResponseOf,
} from '@linkflow/contracts';
import { ApiError } from './api-error';

/** The query that a route accepts. */
export type QueryOf<R extends ApiRoute> = NonNullable<
  ClientRequest<R> extends { query?: infer Q } ? Q : never
>;

/** The query parameters that every list accepts. */
export type PageParameters = QueryOf<typeof ROUTES.mailings.list>;

interface CallOptions {
  signal?: AbortSignal;
  /** The browser completes the request even after the page was closed. */
  keepalive?: boolean;
}

/** A request of any route. */
export interface RequestParts extends CallOptions {
  params?: Readonly<Record<string, string | number>>;
  query?: QueryValues;
  body?: unknown;
}

/** Calls a route of the API. Rejects with `ApiError` unless the response is a success. */
export const call = <R extends ApiRoute>(route: R, ...[request]: CallArguments<R, CallOptions>) =>
  send(route, request);

/** `call` for a request that its caller has checked against the route. */
export async function send<R extends ApiRoute>(
  route: R,
  { params, query, body, signal, keepalive }: RequestParts = {},
): Promise<ResponseOf<R>> {
  const { method } = routeParts(route);
  const hasBody = method !== 'GET' && method !== 'DELETE';
  let response: Response;
  try {
    response = await fetch(requestUrl(route, { params, query }), {
      method,
      headers: { accept: 'application/json', ...(hasBody && { 'content-type': 'application/json' }) },
      // A write without a body is sent as JSON too, which the API's protection against forged requests accepts.
      body: hasBody ? JSON.stringify(body ?? {}) : undefined,
      credentials: 'same-origin',
      signal,
      keepalive,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('network', 0, 'No answer from the server');
  }
  const json = await readBody(response);
  if (!response.ok) throw ApiError.fromAnswer(response.status, json);
  if (json === undefined && response.status !== 204) {
    throw new ApiError('unexpected', response.status, 'The answer is not JSON');
  }
  // API and ui are built from the same contracts and served together, so the body is not validated here.
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
