import { Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { SectionPage, type SectionPageProps } from './sections';
import classes from './sections.module.css';

interface ShortColumn<T> {
  /** Unique among the columns. */
  title: string;
  render: (record: T) => ReactNode;
}

interface ShortTableProps<T> {
  /** The first column contains the name of the record. */
  columns: readonly ShortColumn<T>[];
  records: readonly T[];
  idOf: (record: T) => string;
  /** Records that are no longer in use; the row is dimmed. */
  mutedOf?: (record: T) => boolean;
  /** Indentation steps of the name, for records that form a tree. */
  depthOf?: (record: T) => number;
  rowMenu?: (record: T) => ReactNode;
}

/**
 * All records of a short list. On narrow screens each row becomes a card with its values below each other. The explicit
 * roles keep the table's semantics, which browsers drop when `display` is changed.
 */
export function ShortTable<T>({ columns, records, idOf, mutedOf, depthOf, rowMenu }: ShortTableProps<T>) {
  const t = useTexts(common);
  return (
    <div className={classes.room}>
      <Table className={classes.table} role="table">
        <Table.Thead className={classes.tableHead} role="rowgroup">
          <Table.Tr role="row">
            {columns.map(({ title }) => (
              <Table.Th key={title} role="columnheader" scope="col">
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
              className={classes.tableRow}
              data-muted={mutedOf?.(record) || undefined}
              data-menu={rowMenu !== undefined || undefined}
            >
              {columns.map(({ title, render }, index) => (
                <Table.Td
                  key={title}
                  role="cell"
                  className={classes.tableCell}
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

interface SectionTableProps<T>
  extends Omit<SectionPageProps<readonly T[]>, 'children'>, Omit<ShortTableProps<T>, 'records'> {
  /** Shown when there are no records: a sentence or an `EmptyList`. */
  empty: ReactNode;
}

/** A section that is a short list. */
export function SectionTable<T>({ title, lead, action, query, bar, empty, ...table }: SectionTableProps<T>) {
  return (
    <SectionPage title={title} lead={lead} action={action} query={query} bar={bar}>
      {(records) =>
        records.length > 0 ? (
          <ShortTable {...table} records={records} />
        ) : typeof empty === 'string' ? (
          <Text c="dimmed" size="sm">
            {empty}
          </Text>
        ) : (
          empty
        )
      }
    </SectionPage>
  );
}
