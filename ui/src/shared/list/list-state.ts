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

/** Search word, filters, sort order and page number of a list, as the address keeps them. */
export interface ListState<S extends ListSearch = ListSearch> {
  search: S;
  /** Sets the parameters in the patch and keeps the others; see `nextSearch`. */
  set(patch: Partial<S>): void;
}

/** Applies a patch. Empty values are removed from the address. Back to page 1, unless the patch contains `page` or `new`. */
export function nextSearch<S extends ListSearch>(search: S, patch: Partial<S>): S {
  const next: S = { ...search, ...patch };
  if (!('page' in patch) && !('new' in patch)) next.page = undefined;
  for (const key of Object.keys(next)) {
    const name = key as keyof S; // Object.keys knows only strings; these are the keys of a search.
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

/** The sort order after a click on a column: the sorted column is reversed, another one starts in its own direction. */
export function toggleSort(current: Sort, key: string, startDescending: boolean): string {
  const descending = current.key === key ? !current.descending : startDescending;
  return descending ? `-${key}` : key;
}

/** True when a search word or filter is set, so that an empty list means "nothing matches". */
export function isFiltered(search: ListSearch): boolean {
  const { page: _page, sort: _sort, new: _new, ...filters } = search;
  return Object.values(filters).some((value) => value !== undefined);
}

/** `go` writes the next search into the address. It should replace the history entry, so that "back" leaves the list. */
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

/** The last search of each list by its path, kept until the page is reloaded. */
const lastSearches = new Map<string, object>();

/** The state of the list at a route. The route's search is remembered for the way back (`lastSearchOf`). */
export function useList<I extends RouteId>(route: I): ListState<SearchOf<I>> {
  // `strict: false` reads the search of the route that is rendered; the router's types do not resolve for a generic id.
  const anySearch: object = useSearch({ strict: false });
  const search = anySearch as SearchOf<I>;
  const navigate = useNavigate({ from: pathOf(route) as never });
  useEffect(() => {
    const { new: _new, ...place } = search;
    lastSearches.set(pathOf(route), place);
  }, [route, search]);
  return useListState(search, (next) => navigate({ search: next as never, replace: true }));
}

/** The last search of the list at a path; empty when the list has not been opened yet. */
export function lastSearchOf(path: string): object {
  return lastSearches.get(path) ?? {};
}

/** The id of a route begins with the id of its layout route, which is not part of the path. */
function pathOf(route: string): string {
  return route.replace(/^\/shell/, '');
}
