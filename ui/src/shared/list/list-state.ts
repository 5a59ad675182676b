import {
  useNavigate,
  useSearch,
  type RegisteredRouter,
  type RouteById,
  type RouteIds,
} from '@tanstack/react-router';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { PageParameters } from '../../api/client';
import type { ListSearch } from '../search';

export const PAGE_SIZE = 50;

/** Search word, filters, sort order and page number of a list, as stored in the search parameters of the URL. */
export interface ListState<S extends ListSearch = ListSearch> {
  search: S;
  /** Sets the parameters in the patch and keeps the others; see `nextSearch`. */
  set(patch: Partial<S>): void;
}

/** Returns `search` with `patch` applied and empty values removed. Resets to page 1 unless `patch` contains `page` or `new`. */
export function nextSearch<S extends ListSearch>(search: S, patch: Partial<S>): S {
  const next: S = { ...search, ...patch };
  if (!('page' in patch) && !('new' in patch)) next.page = undefined;
  for (const key of Object.keys(next)) {
    const name = key as keyof S; // Object.keys returns string[]; these are keys of S
    if (next[name] === '' || next[name] === null || (name === 'page' && next.page === 1)) delete next[name];
    if (next[name] === undefined) delete next[name];
  }
  return next;
}

/** The query parameters that every list request has. */
export function pageQuery(search: ListSearch, defaultSort: string): PageParameters {
  return { q: search.q, page: search.page ?? 1, pageSize: PAGE_SIZE, sort: search.sort ?? defaultSort };
}

export interface Sort {
  key: string;
  descending: boolean;
}

export function parseSort(sort: string): Sort {
  return sort.startsWith('-') ? { key: sort.slice(1), descending: true } : { key: sort, descending: false };
}

/** Returns the sort order after a click on a column header: reversed if sorted by this column already, else its start direction. */
export function toggleSort(current: Sort, key: string, startDescending: boolean): string {
  const descending = current.key === key ? !current.descending : startDescending;
  return descending ? `-${key}` : key;
}

/** Returns true if a search word or filter is set. An empty list then means "nothing matches", not "no records yet". */
export function isFiltered(search: ListSearch): boolean {
  const { page: _page, sort: _sort, new: _new, ...filters } = search;
  return Object.values(filters).some((value) => value !== undefined);
}

/**
 * Creates the state of a list from its search parameters. `go` writes changed parameters into the URL. It should replace the history
 * entry, so that the browser's back button leaves the list.
 */
export function useListState<S extends ListSearch>(search: S, go: (next: S) => unknown): ListState<S> {
  const latest = useRef({ search, go });
  useLayoutEffect(() => {
    latest.current = { search, go };
  });
  const set = useCallback((patch: Partial<S>) => {
    latest.current.go(nextSearch(latest.current.search, patch));
  }, []);
  return useMemo(() => ({ search, set }), [search, set]);
}

type Routes = RegisteredRouter['routeTree'];
type RouteId = RouteIds<Routes>;
type SearchOf<I extends RouteId> = RouteById<Routes, I>['types']['fullSearchSchema'] & ListSearch;

/** The latest search parameters of each list, by the path of the list. Kept in memory until the browser reloads the page. */
const lastSearches = new Map<string, object>();

/** Returns the state of the list at a route, and stores its search parameters for links back to the list (`lastSearchOf`). */
export function useList<I extends RouteId>(route: I): ListState<SearchOf<I>> {
  // `strict: false` reads the parameters of the rendered route. A typed call is not possible with a generic route id.
  const anySearch: object = useSearch({ strict: false });
  const search = anySearch as SearchOf<I>;
  const navigate = useNavigate({ from: pathOf(route) as never });
  useEffect(() => {
    const { new: _new, ...place } = search;
    lastSearches.set(pathOf(route), place);
  }, [route, search]);
  return useListState(search, (next) => navigate({ search: next as never, replace: true }));
}

/** Returns the latest search parameters of the list at a path; an empty object if the list has not been opened yet. */
export function lastSearchOf(path: string): object {
  return lastSearches.get(path) ?? {};
}

/** Returns the path of a route id. The id starts with that of the layout route (`/shell`), which is not part of the path. */
function pathOf(route: string): string {
  return route.replace(/^\/shell/, '');
}
