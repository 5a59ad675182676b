import { Checkbox, Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import type { ListSearch } from '../search';
import type { ListColumn } from './list-column';
import { parseSort, toggleSort, type ListState } from './list-state';
import classes from './listing.module.css';

interface ListingHeadProps<T, S extends ListSearch> {
  columns: readonly ListColumn<T>[];
  list: ListState<S>;
  defaultSort: string;
  records: readonly T[];
  idOf: (record: T) => string;
  selection?: { selected: readonly T[]; onChange: (selected: T[]) => void };
  hasMenu: boolean;
}

export function ListingHead<T, S extends ListSearch>(props: ListingHeadProps<T, S>) {
  const { columns, list, selection, records, idOf } = props;
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
              key={column.key}
              scope="col"
              w={column.width}
              className={classes.head}
              data-from={column.from}
              data-narrow={column.narrow !== undefined || undefined}
              data-align={column.align}
              aria-sort={active ? (sort.descending ? 'descending' : 'ascending') : undefined}
            >
              {column.sort === undefined ? (
                column.title
              ) : (
                <UnstyledButton
                  className={classes.sort}
                  data-active={active || undefined}
                  title={t('sortBy', { column: column.title })}
                  onClick={
                    () =>
                      list.set({
                        sort: toggleSort(sort, column.sort ?? '', column.startDescending ?? false),
                      } as Partial<S>) // every S has ListSearch's `sort`
                  }
                >
                  {column.title}
                  {active && <Arrow size={13} aria-hidden />}
                </UnstyledButton>
              )}
            </Table.Th>
          );
        })}
        {props.hasMenu && <Table.Th w={44} aria-label={t('more')} />}
      </Table.Tr>
    </Table.Thead>
  );
}
