import { Link } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import type { ListSearch } from './search';

type ListPath = '/links' | '/mailings' | '/contacts' | '/companies' | '/selections' | '/projects' | '/runs';

/** Where each list was left, for as long as the page stands open. */
const places = new Map<ListPath, object>();

/** Remembers the filters and page of a list, so that the way back leads to the same place. */
export function useRememberPlace(path: ListPath, search: ListSearch): void {
  useEffect(() => {
    const { new: _new, ...place } = search;
    places.set(path, place);
  }, [path, search]);
}

/** The first crumb of a page: back to its list, as it was left. */
export function ListLink({ to, children }: { to: ListPath; children: ReactNode }) {
  return (
    <Link to={to} search={places.get(to) ?? {}}>
      {children}
    </Link>
  );
}
