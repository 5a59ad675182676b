import type { Page } from '@linkflow/contracts';
import { Checkbox, Skeleton, Table } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect, type MouseEvent, type ReactNode } from 'react';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { LoadFailure } from '../load-failure';
import type { ListSearch } from '../search';
import { ListingFooter } from './listing-footer';
import type { ListColumn } from './list-column';
import { ListingHead } from './listing-head';
import { PAGE_SIZE, isFiltered, type ListState } from './list-state';
import { NothingFound } from './nothing-found';
import classes from './listing.module.css';

interface ListingProps<T, S extends ListSearch> {
  /** Says what the table holds to those who cannot see it. */
  label: string;
  query: Pick<UseQueryResult<Page<T>>, 'data' | 'error' | 'isPending' | 'isPlaceholderData' | 'refetch'>;
  list: ListState<S>;
  defaultSort: string;
  columns: readonly ListColumn<T>[];
  /** The total is counted no further than this. */
  countedTo?: number;
  idOf: (record: T) => string;
  nameOf: (record: T) => string;
  /** What stands here when there is nothing at all; with a filter on, the list says so itself. */
  empty: ReactNode;
  /** Instead of "nothing matches", where the filter is a place of its own, such as a folder. */
  emptyFiltered?: ReactNode;
  rowMenu?: (record: T) => ReactNode;
  selection?: { selected: readonly T[]; onChange: (selected: T[]) => void };
}

/** One page of a list as a table: skeleton, failure, emptiness, sorting, choosing and paging are the same everywhere. */
export function Listing<T, S extends ListSearch>(props: ListingProps<T, S>) {
  const { query, list, columns, selection, rowMenu } = props;
  const t = useTexts(common);
  const { data, error } = query;
  const page = list.search.page ?? 1;
  const { set } = list;

  // The last row of the last page was deleted, or an old address points behind the end.
  const lastPage = data ? Math.max(1, Math.ceil(data.total / PAGE_SIZE)) : undefined;
  const beyond = data !== undefined && !query.isPlaceholderData && lastPage !== undefined && page > lastPage;
  useEffect(() => {
    if (beyond) set({ page: lastPage } as Partial<S>); // every S has ListSearch's `page`
  }, [beyond, lastPage, set]);

  if (error && !data) {
    return (
      <div className={classes.instead}>
        <LoadFailure error={error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (data && data.total === 0 && !query.isPlaceholderData) {
    return (
      <div className={classes.instead}>
        {isFiltered(list.search) ? (props.emptyFiltered ?? <NothingFound list={list} />) : props.empty}
      </div>
    );
  }
  const selectedIds = new Set(selection?.selected.map(props.idOf));
  return (
    <>
      <div className={classes.scroll} data-scroll-restoration-id="listing">
        <Table
          className={classes.table}
          aria-label={props.label}
          aria-busy={query.isPending || query.isPlaceholderData}
          data-stale={query.isPlaceholderData || undefined}
          stickyHeader
          highlightOnHover
        >
          <ListingHead
            columns={columns}
            list={list}
            defaultSort={props.defaultSort}
            records={data?.items ?? []}
            idOf={props.idOf}
            selection={selection}
            hasMenu={rowMenu !== undefined}
          />
          <Table.Tbody>
            {data
              ? data.items.map((record) => {
                  const id = props.idOf(record);
                  const selected = selectedIds.has(id);
                  return (
                    <Table.Tr
                      key={id}
                      onClick={openRow}
                      className={classes.row}
                      data-selected={selected || undefined}
                    >
                      {selection && (
                        <Table.Td className={classes.choose}>
                          <Checkbox
                            size="xs"
                            checked={selected}
                            aria-label={t('selectRow', { name: props.nameOf(record) })}
                            onChange={() =>
                              selection.onChange(
                                selected
                                  ? selection.selected.filter((other) => props.idOf(other) !== id)
                                  : [...selection.selected, record],
                              )
                            }
                          />
                        </Table.Td>
                      )}
                      {columns.map((column) => (
                        <Table.Td
                          key={column.key}
                          className={classes.cell}
                          data-from={column.from}
                          data-align={column.align}
                        >
                          {column.wraps ? (
                            <div className={classes.twoLines}>{column.render(record)}</div>
                          ) : (
                            column.render(record)
                          )}
                          {column.narrow && <div className={classes.narrow}>{column.narrow(record)}</div>}
                        </Table.Td>
                      ))}
                      {rowMenu && <Table.Td className={classes.menu}>{rowMenu(record)}</Table.Td>}
                    </Table.Tr>
                  );
                })
              : SKELETON_ROWS.map((row) => (
                  <Table.Tr key={row} aria-hidden>
                    {selection && <Table.Td className={classes.choose} />}
                    {columns.map((column, index) => (
                      <Table.Td
                        key={column.key}
                        className={classes.cell}
                        data-from={column.from}
                        data-align={column.align}
                      >
                        <Skeleton
                          height={10}
                          width={`${SKELETON_WIDTHS[(row + index * 3) % 5]}%`}
                          radius="sm"
                        />
                      </Table.Td>
                    ))}
                    {rowMenu && <Table.Td className={classes.menu} />}
                  </Table.Tr>
                ))}
          </Table.Tbody>
        </Table>
      </div>
      <ListingFooter
        list={list}
        total={data?.total}
        countedTo={props.countedTo}
        error={data ? error : null}
        refetch={query.refetch}
      />
    </>
  );
}

const SKELETON_ROWS = Array.from({ length: 12 }, (_, row) => row);
const SKELETON_WIDTHS = [72, 48, 60, 40, 84];

/** A click anywhere on a row does what its link does; clicks on buttons, boxes and selected text are left alone. */
function openRow(event: MouseEvent<HTMLTableRowElement>): void {
  const target = event.target;
  if (!(target instanceof Element) || !event.currentTarget.contains(target)) return;
  if (target.closest('a, button, input, label, [data-keeps-click]')) return;
  if (window.getSelection()?.toString()) return;
  event.currentTarget.querySelector<HTMLElement>('[data-row-link]')?.click();
}
