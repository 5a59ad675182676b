import type { ReactNode } from 'react';
import type { ListSearch } from '../search';
import classes from './list-bar.module.css';
import type { ListState } from './list-state';
import { SearchBox } from './search-box';

interface ListBarProps<S extends ListSearch> {
  list: ListState<S>;
  searchLabel: string;
  /** What can be done with the rows that are chosen; it takes the place of the search. */
  chosen?: ReactNode;
  /** At the right. */
  children?: ReactNode;
}

/** Above a list that is a part of a page about something else. */
export function ListBar<S extends ListSearch>({ list, searchLabel, chosen, children }: ListBarProps<S>) {
  return (
    <div className={classes.bar}>
      {chosen || <SearchBox list={list} label={searchLabel} />}
      {children}
    </div>
  );
}
