import type { Page } from '@linkflow/contracts';
import {
  Anchor,
  Button,
  Checkbox,
  EmptyState,
  Skeleton,
  Table,
  Text,
  UnstyledButton,
  VisuallyHidden,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconSearchOff } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { type HTMLAttributes, type MouseEvent, type ReactNode, Suspense, useEffect } from 'react';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { useErrorSentence } from '../errors';
import { lazyComponent } from '../lazy-parts';
import { LoadFailure } from '../load-failure';
import { RowMenu } from '../menu';
import { isFiltered, type ListState, PAGE_SIZE, parseSort, toggleSort } from './list-state';
import classes from './list.module.css';

/** One column of a list: its title and content, how it is sorted, and how wide it is. */
export interface ListColumn<T> {
  /** Unique among the columns. */
  title: string;
  /** True if only screen readers get the title, for a column of buttons. */
  titleHidden?: boolean;
  render: (record: T) => ReactNode;
  /** Name of the sort field in the API. Without it, the list cannot be sorted by this column. */
  sort?: string;
  /** True if the first click on the header sorts descending. Set it for numbers and times. */
  startDescending?: boolean;
  /** Width in px. Without it, the column gets a share of the remaining width. */
  width?: number;
  align?: 'right';
  /** True if long text wraps to a second line before it is cut off. */
  wraps?: boolean;
  /** Hides the column if the list is not wider than this: small is 560 px, medium 760 px, large 960 px. */
  from?: 'small' | 'medium' | 'large';
  /** Second line of the cell with values of hidden columns, shown up to 560 px. The column then takes the remaining width. */
  narrow?: (record: T) => ReactNode;
}

export interface ListTableProps<T> {
  /** Accessible name of the table. */
  label: string;
  query: Pick<UseQueryResult<Page<T>>, 'data' | 'error' | 'isPending' | 'isPlaceholderData' | 'refetch'>;
  list: ListState;
  /** Sort order that is used while the URL has none. */
  defaultSort: string;
  columns: readonly ListColumn<T>[];
  /** The number at which the API stops counting. If the total reaches it, the footer says "or more". */
  countedTo?: number;
  idOf: (record: T) => string;
  nameOf: (record: T) => string;
  /** Shown when there are no records and no filter is set. */
  empty: ReactNode;
  /** Shown instead of "nothing matches" when a filter is set. */
  emptyFiltered?: ReactNode;
  /** Items of the menu at the end of a row, usually `MenuAction`. */
  menu?: (record: T) => ReactNode;
  selection?: Selection<T>;
  /** Makes rows draggable: properties of the row, and a button beside its checkbox that moves it by keyboard. */
  drag?: (record: T, selected: readonly T[]) => RowDrag;
}

interface RowDrag {
  row: Pick<HTMLAttributes<HTMLTableRowElement>, 'onPointerDownCapture'>;
  grip: ReactNode;
}

interface Selection<T> {
  selected: readonly T[];
  onChange: (selected: T[]) => void;
}

/** A table with one page of a list. Handles sorting, selection and paging, and shows the loading, failure and empty states. */
export function ListTable<T>(props: ListTableProps<T>) {
  const { query, list, columns, selection, menu } = props;
  const { data, error } = query;
  const page = list.search.page ?? 1;
  const { set } = list;

  // The page number in the URL may be too high, because rows were deleted since. The last page is then opened.
  const lastPage = data ? Math.max(1, Math.ceil(data.total / PAGE_SIZE)) : undefined;
  const beyond = data !== undefined && !query.isPlaceholderData && lastPage !== undefined && page > lastPage;
  useEffect(() => {
    if (beyond) set({ page: lastPage });
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
          <Head {...props} records={data?.items ?? []} />
          <Table.Tbody>
            {data ? (
              data.items.map((record) => <Row key={props.idOf(record)} {...props} record={record} />)
            ) : (
              <SkeletonRows
                columns={columns}
                selectable={selection !== undefined}
                menu={menu !== undefined}
              />
            )}
          </Table.Tbody>
        </Table>
      </div>
      <Footer
        list={list}
        total={data?.total}
        countedTo={props.countedTo}
        error={data ? error : null}
        refetch={query.refetch}
      />
    </>
  );
}

function Head<T>(props: ListTableProps<T> & { records: readonly T[] }) {
  const { columns, list, selection, records, idOf, menu } = props;
  const t = useTexts(common);
  const sort = parseSort(list.search.sort ?? props.defaultSort);
  const selectedIds = new Set(selection?.selected.map(idOf));
  const allSelected = records.length > 0 && records.every((record) => selectedIds.has(idOf(record)));
  return (
    <Table.Thead>
      <Table.Tr>
        {selection && (
          <Table.Th className={classes.choose} w={52}>
            <Checkbox
              size="xs"
              aria-label={t('selectAll')}
              checked={allSelected}
              indeterminate={!allSelected && selectedIds.size > 0}
              onChange={() => selection.onChange(allSelected ? [] : [...records])}
            />
          </Table.Th>
        )}
        {columns.map((column) => {
          const active = column.sort !== undefined && sort.key === column.sort;
          const Arrow = sort.descending ? IconArrowDown : IconArrowUp;
          return (
            <Table.Th
              key={column.title}
              scope="col"
              w={column.width}
              className={classes.head}
              data-from={column.from}
              data-narrow={column.narrow !== undefined || undefined}
              data-align={column.align}
              aria-sort={active ? (sort.descending ? 'descending' : 'ascending') : undefined}
            >
              {column.titleHidden ? (
                <VisuallyHidden>{column.title}</VisuallyHidden>
              ) : column.sort === undefined ? (
                column.title
              ) : (
                <UnstyledButton
                  className={classes.sort}
                  data-active={active || undefined}
                  title={t('sortBy', { column: column.title })}
                  onClick={() =>
                    list.set({ sort: toggleSort(sort, column.sort ?? '', column.startDescending ?? false) })
                  }
                >
                  {column.title}
                  {active && <Arrow size={13} aria-hidden />}
                </UnstyledButton>
              )}
            </Table.Th>
          );
        })}
        {menu && (
          <Table.Th w={44}>
            <VisuallyHidden>{t('more')}</VisuallyHidden>
          </Table.Th>
        )}
      </Table.Tr>
    </Table.Thead>
  );
}

function Row<T>(props: ListTableProps<T> & { record: T }) {
  const { record, columns, selection, idOf, nameOf, menu } = props;
  const drag = props.drag?.(record, selection?.selected ?? []);
  const t = useTexts(common);
  const id = idOf(record);
  const selected = selection?.selected.some((other) => idOf(other) === id) ?? false;
  return (
    <Table.Tr onClick={openRow} className={classes.row} data-selected={selected || undefined} {...drag?.row}>
      {selection && (
        <Table.Td className={classes.choose}>
          {drag?.grip}
          <Checkbox
            size="xs"
            checked={selected}
            aria-label={t('selectRow', { name: nameOf(record) })}
            onChange={() =>
              selection.onChange(
                selected
                  ? selection.selected.filter((other) => idOf(other) !== id)
                  : [...selection.selected, record],
              )
            }
          />
        </Table.Td>
      )}
      {columns.map((column) => (
        <Table.Td
          key={column.title}
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
      {menu && (
        <Table.Td className={classes.menu}>
          <RowMenu name={nameOf(record)}>{menu(record)}</RowMenu>
        </Table.Td>
      )}
    </Table.Tr>
  );
}

/** Follows the row's link or button after a click elsewhere on the row. Ignores clicks on controls, and clicks that select text. */
function openRow(event: MouseEvent<HTMLTableRowElement>): void {
  const target = event.target;
  if (!(target instanceof Element) || !event.currentTarget.contains(target)) return;
  if (target.closest('a, button, input, label, [data-keeps-click]')) return;
  if (window.getSelection()?.toString()) return;
  event.currentTarget.querySelector<HTMLElement>('[data-row-link]')?.click();
}

const SKELETON_ROWS = Array.from({ length: 12 }, (_, row) => row);
/** Widths of the skeleton bars, in per cent of the column's width. */
const SKELETON_WIDTHS = [72, 48, 60, 40, 84];

interface SkeletonRowsProps {
  columns: readonly Pick<ListColumn<never>, 'title' | 'from' | 'align'>[];
  selectable: boolean;
  menu: boolean;
}

function SkeletonRows({ columns, selectable, menu }: SkeletonRowsProps) {
  return SKELETON_ROWS.map((row) => (
    <Table.Tr key={row} aria-hidden>
      {selectable && <Table.Td className={classes.choose} />}
      {columns.map((column, index) => (
        <Table.Td
          key={column.title}
          className={classes.cell}
          data-from={column.from}
          data-align={column.align}
        >
          <Skeleton height={10} width={`${SKELETON_WIDTHS[(row + index * 3) % 5]}%`} radius="sm" />
        </Table.Td>
      ))}
      {menu && <Table.Td className={classes.menu} />}
    </Table.Tr>
  ));
}

/** Most lists have one page. */
const Pages = lazyComponent(async () => (await import('./list-pages')).ListPages);

interface FooterProps {
  list: ListState;
  total: number | undefined;
  countedTo?: number;
  /** The error of a failed reload while the earlier rows are still shown; else null. */
  error: unknown;
  refetch: () => unknown;
}

function Footer({ list, total, countedTo = Infinity, error, refetch }: FooterProps) {
  const t = useTexts(common);
  const format = useFormat();
  const sentence = useErrorSentence();
  const page = list.search.page ?? 1;
  const pages = Math.max(1, Math.ceil((total ?? 0) / PAGE_SIZE));
  return (
    <div className={classes.footer}>
      <Text size="xs" c={error ? 'red' : 'dimmed'} role="status">
        {error ? (
          <>
            {sentence(error)}{' '}
            <Anchor component="button" size="xs" onClick={() => void refetch()}>
              {t('retry')}
            </Anchor>
          </>
        ) : total === undefined ? (
          ' '
        ) : (
          t(total < countedTo ? 'range' : 'rangeOrMore', {
            from: format.number((page - 1) * PAGE_SIZE + 1),
            to: format.number(Math.min(total, page * PAGE_SIZE)),
            total: format.number(total),
          })
        )}
      </Text>
      {pages > 1 && (
        <Suspense fallback={null}>
          <Pages page={page} pages={pages} onChange={(page) => list.set({ page })} />
        </Suspense>
      )}
    </div>
  );
}

function NothingFound({ list }: { list: ListState }) {
  const t = useTexts(common);
  const clear = () => {
    const { sort: _sort, page: _page, ...filters } = list.search;
    list.set(Object.fromEntries(Object.keys(filters).map((key) => [key, undefined])));
  };
  return (
    <EmptyState
      size="sm"
      p="xl"
      icon={<IconSearchOff aria-hidden />}
      withIndicatorBackground
      title={t('nothingFound')}
      description={t('nothingFoundHint')}
    >
      <EmptyState.Actions>
        <Button variant="default" size="xs" onClick={clear}>
          {t('clearFilters')}
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}
