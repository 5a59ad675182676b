import type { ApiRoute } from './routes';

/** Values of a query. Undefined, null and '' are omitted from the URL. */
export type QueryValues = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Splits a route into its method and path. */
export function routeParts(route: string): { method: string; path: string } {
  const at = route.indexOf(' ');
  return { method: route.slice(0, at), path: route.slice(at + 1) };
}

/** The URL of a request, relative to the API's origin: the path with its parameters filled in, and the query. */
export function requestUrl(
  route: ApiRoute,
  { params = {}, query = {} }: { params?: Readonly<Record<string, string | number>>; query?: QueryValues },
): string {
  const path = routeParts(route).path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(params[name] ?? '')),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}
