import type { ApiRoute } from '@linkflow/contracts';
import { Button, EmptyState, Text, Title } from '@mantine/core';
import { type Icon, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useCan } from '../../api/session';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { usePageTitle } from '../page-header';
import { SectionHead } from '../sections';
import sectionClasses from '../sections.module.css';
import { SearchBox } from './filters';
import { ListTable, type ListTableProps } from './list-table';
import classes from './list.module.css';

interface EmptyListProps {
  icon: Icon;
  title: string;
  text?: string;
  color?: string;
  /** What the user can do next, usually one button. */
  action?: ReactNode;
}

/** Shown in place of a list without records. Tells the user what the list will contain and offers the next step. */
export function EmptyList({ icon: ListIcon, title, text, color, action }: EmptyListProps) {
  return (
    <EmptyState
      p="xl"
      maw={440}
      variant="light"
      color={color}
      icon={<ListIcon aria-hidden />}
      title={title}
      description={text}
    >
      {action && <EmptyState.Actions>{action}</EmptyState.Actions>}
    </EmptyState>
  );
}

/**
 * Properties that all three list layouts below accept. `list` holds the search word, filters, sort order and page number, usually in
 * the URL. Loading, failure, empty states, selection, sorting and paging work the same in every list.
 */
interface ListProps<T> extends Omit<ListTableProps<T>, 'label' | 'selection' | 'empty' | 'emptyFiltered'> {
  title: string;
  /** Label of the button that opens the dialog for a new record, by setting the URL parameter `new`. Without it there is no button. */
  create?: string;
  /** Route that creates a record. Users who may not use it get no button. */
  creates?: ApiRoute;
  /** Primary button, shown instead of the `create` button. */
  primary?: ReactNode;
  /** Label of the search box. Without it there is no search box. */
  search?: string;
  filters?: ReactNode;
  /** Makes rows selectable. Returns the actions on the selected rows, which are shown instead of search and filters during selection. */
  bulk?: (selected: readonly T[], clear: () => void) => ReactNode;
  /** Shown if the list has no records and no filter is set. It contains the `create` button unless it has an `action`. */
  empty: EmptyListProps;
  /** Shown instead of "nothing matches" if a filter is set. Use it if the filter is a place for records, such as a folder. */
  emptyFiltered?: EmptyListProps;
  /** Shown between the filters and the table. */
  above?: ReactNode;
  /** Dialogs and drawers of the page. */
  children?: ReactNode;
}

interface ListPageProps<T> extends ListProps<T> {
  /** A column left of the table. */
  side?: ReactNode;
}

/** A list that fills a whole page: title, primary button, filters (or the actions on selected rows), table. */
export function ListPage<T>({ side, ...props }: ListPageProps<T>) {
  const t = useTexts(common);
  const { primary, search, bulk, table } = useListParts(props);
  usePageTitle(props.title);
  return (
    <div className={`lf-fill ${classes.page}`}>
      <div className={classes.top}>
        <Title order={1}>{props.title}</Title>
        {primary}
      </div>
      <div className={classes.body}>
        {side}
        <div className={classes.list}>
          {(search || bulk) && (
            <div className={classes.filters}>
              {bulk ? (
                <>
                  <Text size="sm" fw={500} role="status">
                    {t('selected', { count: bulk.count })}
                  </Text>
                  {bulk.actions}
                  <Button variant="subtle" color="gray" size="xs" onClick={bulk.clear}>
                    {t('cancel')}
                  </Button>
                </>
              ) : (
                search
              )}
            </div>
          )}
          {table}
        </div>
      </div>
    </div>
  );
}

interface SectionListProps<T> extends ListProps<T> {
  lead: ReactNode;
}

/** A list as one section of an area such as settings. It fills the available height, and only its table scrolls. */
export function SectionList<T>({ lead, ...props }: SectionListProps<T>) {
  const { primary, search, table } = useListParts(props);
  return (
    <section className={`lf-fill ${sectionClasses.sectionList}`}>
      <SectionHead title={props.title} lead={lead} action={primary} />
      {search && <div className={sectionClasses.bar}>{search}</div>}
      {table}
    </section>
  );
}

interface PartListProps<T> extends ListProps<T> {
  /** Whether the filters need so much width that the actions come below them in a window of usual width. */
  wideFilters?: boolean;
}

/** A list within the page of a record: search (or the actions on selected rows) at the left, primary button at the right, table. */
export function PartList<T>({ wideFilters = false, ...props }: PartListProps<T>) {
  const { primary, search, bulk, table } = useListParts(props);
  return (
    <>
      {(search || primary) && (
        <div className={wideFilters ? `${classes.bar} ${classes.wide}` : classes.bar}>
          {bulk?.actions ?? (search && <div className={classes.criteria}>{search}</div>)}
          {primary}
        </div>
      )}
      {table}
    </>
  );
}

/** Creates the elements that the three layouts above arrange. The returned `bulk` is null while no row is selected. */
function useListParts<T>(props: ListProps<T>) {
  const {
    title,
    create,
    creates,
    primary,
    search,
    filters,
    bulk,
    empty,
    emptyFiltered,
    above,
    children,
    ...table
  } = props;
  const { list, query, idOf } = props;
  const [chosen, setChosen] = useState<T[]>([]);
  const clear = () => setChosen([]);
  // Sorting or a live event may move a selected row to another page. Actions never affect a row that the user does not see.
  const shownById = new Map(query.data?.items.map((record) => [idOf(record), record]));
  const selected = chosen.flatMap((record) => shownById.get(idOf(record)) ?? []);
  // Clears the selection when the search word, a filter or the page number changes, because the selected rows may then be hidden.
  const { new: _new, sort: _sort, ...shown } = list.search;
  const shownRows = JSON.stringify(shown);
  useEffect(() => setChosen([]), [shownRows]);
  const can = useCan();
  const newButton = create !== undefined && (creates === undefined || can(creates)) && (
    <NewButton label={create} onClick={() => list.set({ new: true })} />
  );
  const emptyState = (texts: EmptyListProps) => <EmptyList {...texts} action={texts.action ?? newButton} />;
  return {
    primary: primary ?? newButton,
    search: (search !== undefined || filters !== undefined) && (
      <>
        {search !== undefined && <SearchBox list={list} label={search} />}
        {filters}
      </>
    ),
    bulk:
      bulk && selected.length > 0 ? { count: selected.length, clear, actions: bulk(selected, clear) } : null,
    table: (
      <>
        {above && <div className={classes.above}>{above}</div>}
        <ListTable
          {...table}
          label={title}
          selection={bulk && { selected, onChange: setChosen }}
          empty={emptyState(empty)}
          emptyFiltered={emptyFiltered && emptyState(emptyFiltered)}
        />
        {children}
      </>
    ),
  };
}

/** The primary button of a list: opens the dialog for a new record. */
export function NewButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onClick}>
      {label}
    </Button>
  );
}
