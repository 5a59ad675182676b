import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import classes from './part-table.module.css';

export interface PartColumn<T> {
  key: string;
  title: string;
  render: (record: T) => ReactNode;
}

interface PartTableProps<T> {
  /** The first one names the row. */
  columns: readonly PartColumn<T>[];
  records: readonly T[];
  idOf: (record: T) => string;
  /** No longer in use: the row steps back. */
  mutedOf?: (record: T) => boolean;
  /** How many steps the name is set in, where the records are a tree. */
  depthOf?: (record: T) => number;
  rowMenu?: (record: T) => ReactNode;
}

/**
 * All of a short list. Where there is no room for columns, each row becomes a card with its values below each other; the
 * roles keep it a table for those who cannot see it, as browsers forget that with another `display`.
 */
export function PartTable<T>({ columns, records, idOf, mutedOf, depthOf, rowMenu }: PartTableProps<T>) {
  const t = useTexts(common);
  return (
    <div className={classes.room}>
      <Table className={classes.table} role="table">
        <Table.Thead className={classes.head} role="rowgroup">
          <Table.Tr role="row">
            {columns.map(({ key, title }) => (
              <Table.Th key={key} role="columnheader" scope="col">
                {title}
              </Table.Th>
            ))}
            {rowMenu && <Table.Th role="columnheader" w={44} aria-label={t('more')} />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {records.map((record) => (
            <Table.Tr
              key={idOf(record)}
              role="row"
              className={classes.row}
              data-muted={mutedOf?.(record) || undefined}
              data-menu={rowMenu !== undefined || undefined}
            >
              {columns.map(({ key, title, render }, index) => (
                <Table.Td
                  key={key}
                  role="cell"
                  className={classes.cell}
                  data-label={index === 0 || title === '' ? undefined : title}
                  style={index === 0 && depthOf ? { paddingLeft: depthOf(record) * 20 } : undefined}
                >
                  <div className={classes.value}>{render(record)}</div>
                </Table.Td>
              ))}
              {rowMenu && (
                <Table.Td role="cell" className={classes.menu}>
                  {rowMenu(record)}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
