import {
  type ApiRoute,
  type CallArguments,
  type ClientRequest,
  type Page,
  type ResponseOf,
  requestUrl,
  ROUTES,
  type RouteSubject,
  type UploadRoute,
} from '@linkflow/contracts';
import {
  keepPreviousData,
  type QueryClient,
  type QueryKey,
  queryOptions,
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryOptions,
  type UseQueryResult,
} from '@tanstack/react-query';
import { type RequestParts, send } from './client';

/**
 * Returns the key under which a result is cached: the segments of the path, then the query, such as
 * `['links', '7', 'clickers', { page: 2 }]`. Invalidating a key also invalidates all longer keys that begin with it. An empty
 * query (`{}`) in the invalidated key matches every query, but not a key without a query.
 */
export function routeKey(route: ApiRoute, { params, query }: RequestParts = {}): QueryKey {
  const segments = requestUrl(route, { params }).split('/').slice(2);
  return query ? [...segments, query] : segments;
}

/** Stale time in ms of routes for which the query client's default (10 s) does not fit. */
const FRESH_MS: Partial<Record<ApiRoute, number>> = {
  // Node types change only with a new build of the server. The default entries for new steps hardly ever change.
  [ROUTES.catalogue.actions]: Infinity,
  [ROUTES.catalogue.facts]: 60_000,
  [ROUTES.catalogue.lookup]: 15_000,
  // A published version never changes.
  [ROUTES.workflows.version]: Infinity,
};

const queryOf = <R extends ApiRoute>(route: R, request?: RequestParts) =>
  queryOptions({
    queryKey: routeKey(route, request),
    queryFn: ({ signal }) => send(route, { ...request, signal }),
    ...(route in FRESH_MS && { staleTime: FRESH_MS[route] }),
  });

/** Returns the query options (key, loader, stale time) of a route, for direct use with react-query. */
export const routeQuery = <R extends ApiRoute>(route: R, ...[request]: CallArguments<R>) =>
  queryOf(route, request);

type Options<R extends ApiRoute> = Pick<UseQueryOptions<ResponseOf<R>>, 'enabled' | 'refetchInterval'>;

/** Loads the result of a route. After a change of the query parameters, the previous result stays until the new one is loaded. */
export function useRoute<R extends ApiRoute>(
  route: R,
  ...[request]: CallArguments<R, Options<R>>
): UseQueryResult<ResponseOf<R>> {
  const { params, query, ...options }: RequestParts & Options<R> = request ?? {};
  return useQuery({
    ...queryOf(route, { params, query }),
    placeholderData: query && keepPreviousData,
    ...options,
  });
}

/** The records that a route lists page by page; `never` if it lists none. */
type RecordOf<R extends ApiRoute> = ResponseOf<R> extends Page<infer T> ? T & { id: string } : never;
/** The largest page that the API returns. */
const PAGE_SIZE = 200;

/** Loads all pages of a list, for lists that are shown whole, such as a tree. */
export function useWholeList<R extends ApiRoute>(
  route: R,
  query: { q?: string | undefined } = {},
): UseQueryResult<RecordOf<R>[]> {
  return useQuery({
    queryKey: [...routeKey(route), 'all', query],
    queryFn: async ({ signal }) => {
      const records = new Map<string, RecordOf<R>>();
      for (let page = 1; ; page += 1) {
        const request = { query: { ...query, page, pageSize: PAGE_SIZE }, signal };
        const response: unknown = await send(route, request);
        // For a route that does not list records, `RecordOf` makes the result unusable.
        const { items, total } = response as Page<RecordOf<R>>;
        // A record may be on two pages if another one was added meanwhile.
        for (const item of items) records.set(item.id, item);
        if (items.length === 0 || page * PAGE_SIZE >= total) return [...records.values()];
      }
    },
    placeholderData: keepPreviousData,
  });
}

/** For subjects whose commands respond with the whole record: the route whose cached result is replaced by that record. */
const RECORDS: Partial<Record<RouteSubject, ApiRoute>> = {
  mailings: ROUTES.mailings.get,
  forms: ROUTES.forms.get,
  contacts: ROUTES.contacts.get,
  runs: ROUTES.runs.get,
  bulks: ROUTES.bulks.get,
  peopleBulks: ROUTES.peopleBulks.get,
};

const LINKS_AND_FOLDERS = [['links'], ['folders']];
/** The query keys that a command on a subject invalidates. The default key is the first segment of the command's path. */
const INVALIDATED: Partial<Record<RouteSubject, readonly QueryKey[]>> = {
  // A reset of counters changes those of mailings, too.
  links: [...LINKS_AND_FOLDERS, ['mailings']],
  // A folder contains the number of its entries, which name it.
  folders: [['links'], ['mailings', {}], ['forms'], ['folders']],
  workflows: [['runs']],
  // Invalidates only the lists. The record itself was stored in the cache (see `RECORDS`), or it was deleted. Links name the mailings that use
  // them.
  mailings: [['mailings', {}], ['links'], ['folders']],
  forms: [['forms'], ['folders']],
  contacts: [['contacts', {}], ['interests'], ['selections'], ['projects']],
  followUps: [['follow-ups'], ['contacts']],
  requests: [['requests'], ['contacts']],
  clicks: [['clicks'], ['runs'], ['links'], ['mailings']],
  bulks: [['ops', 'bulks']],
  people: [['mailings', {}]],
  peopleBulks: [['people-bulks'], ['selections'], ['projects'], ['contacts']],
  pauses: [['ops', 'pauses']],
};

/** Stores the record of a command's response in the cache, and invalidates all queries that the command may have changed. */
function afterCommand(client: QueryClient, route: ApiRoute, response: { id?: string } | undefined) {
  const subjects = Object.keys(ROUTES) as RouteSubject[]; // Object.keys returns string[]; ROUTES has exactly these keys
  const subject = subjects.find((name) => Object.values<string>(ROUTES[name]).includes(route));
  const record = subject && RECORDS[subject];
  if (record && response?.id !== undefined) {
    client.setQueryData(routeKey(record, { params: { id: response.id } }), response);
  }
  const keys = (subject && INVALIDATED[subject]) ?? [routeKey(route).slice(0, 1)];
  return Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
}

/** The body of an upload. */
type FileOf<R extends ApiRoute> = R extends UploadRoute ? { file: Blob } : unknown;

/** Returns a mutation that sends a request to a route and then updates the query cache. */
export function useCommand<R extends ApiRoute>(
  route: R,
): UseMutationResult<ResponseOf<R>, Error, ClientRequest<R> & FileOf<R>> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request) => send(route, request),
    onSuccess: (response) => afterCommand(client, route, response),
  });
}
