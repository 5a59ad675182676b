import { useCallback, useLayoutEffect, useMemo, useRef } from 'react';
import type { Query } from '../../api/client';
import type { ListSearch } from '../search';

export const PAGE_SIZE = 50;

/** The place in a list as the address keeps it, and the one way to change it. */
export interface ListState<S extends ListSearch = ListSearch> {
  search: S;
  /** Keeps what is not named. Anything but a new page leads back to the first one. */
  set: (patch: Partial<S>) => void;
}

/** What a patch makes of a search: empty values leave the address, and a new filter starts at page 1. */
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

/** The part of a query that every list has. */
export function pageQuery(search: ListSearch, defaultSort: string): Query {
  return { q: search.q, page: search.page ?? 1, pageSize: PAGE_SIZE, sort: search.sort ?? defaultSort };
}

export interface Sort {
  key: string;
  descending: boolean;
}

export function parseSort(sort: string): Sort {
  return sort.startsWith('-') ? { key: sort.slice(1), descending: true } : { key: sort, descending: false };
}

/** A click on a column: another column starts its own way round, the same one turns. */
export function toggleSort(current: Sort, key: string, startDescending: boolean): string {
  const descending = current.key === key ? !current.descending : startDescending;
  return descending ? `-${key}` : key;
}

/** True when something narrows the list, so that "nothing here yet" would be the wrong thing to say. */
export function isFiltered(search: ListSearch): boolean {
  const { page: _page, sort: _sort, new: _new, ...filters } = search;
  return Object.values(filters).some((value) => value !== undefined);
}

/** `go` writes the next search into the address; replacing, so that "back" leaves the list instead of walking through its filters. */
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
