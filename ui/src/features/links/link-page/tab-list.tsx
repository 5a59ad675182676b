import type { Page } from '@linkflow/contracts';
import type { Icon } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import { EmptyList, Listing, useListState, type ListColumn, type ListState } from '../../../shared/listing';
import classes from './link-page.module.css';
import { route } from './route';

/** The page of the list in the open tab; the rest of the address belongs to the link. */
export function useTabList(): ListState {
  const { page } = route.useSearch();
  const navigate = route.useNavigate();
  const search = useMemo(() => ({ page }), [page]);
  return useListState(search, (next) =>
    navigate({ search: (before) => ({ ...before, page: next.page }), replace: true }),
  );
}

interface TabListProps<T> {
  label: string;
  list: ListState;
  query: UseQueryResult<Page<T>>;
  defaultSort: string;
  columns: readonly ListColumn<T>[];
  idOf: (record: T) => string;
  nameOf: (record: T) => string;
  empty: { icon: Icon; title: string; text: string };
}

/** A tab that is nothing but a list. */
export function TabList<T>({ empty, ...listing }: TabListProps<T>) {
  return (
    <div className={classes.scrolling}>
      <Listing {...listing} empty={<EmptyList {...empty} />} />
    </div>
  );
}
