import { Table, Text, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n';
import { common } from '../i18n/common.texts';
import { SectionPage, type SectionPageProps } from './sections';
import classes from './sections.module.css';

interface ShortColumn<T> {
  /** Unique among the columns. */
  title: string;
  /** True if only screen readers get the title, for a column of buttons. */
  titleHidden?: boolean;
  render: (record: T) => ReactNode;
}

interface ShortTableProps<T> {
  /** The accessible name of the table. */
  label?: string;
  /** The first column contains the name of the record. */
  columns: readonly ShortColumn<T>[];
  records: readonly T[];
  idOf: (record: T) => string;
  /** Returns true for a record that is no longer in use. Its row is dimmed. */
  mutedOf?: (record: T) => boolean;
  /** For records that form a tree: returns the number of steps (20 px each) by which the name is indented. */
  depthOf?: (record: T) => number;
  rowMenu?: (record: T) => ReactNode;
}

/**
 * A table of all records, for short lists without paging. On narrow screens each row becomes a card with the values below each
 * other. The explicit ARIA roles are needed because browsers drop the semantics of a table if CSS changes its `display`.
 */
export function ShortTable<T>({
  label,
  columns,
  records,
  idOf,
  mutedOf,
  depthOf,
  rowMenu,
}: ShortTableProps<T>) {
  const t = useTexts(common);
  return (
    <div className={classes.room}>
      <Table className={classes.table} role="table" aria-label={label}>
        <Table.Thead className={classes.tableHead} role="rowgroup">
          <Table.Tr role="row">
            {columns.map(({ title, titleHidden }) => (
              <Table.Th key={title} role="columnheader" scope="col">
                {titleHidden ? <VisuallyHidden>{title}</VisuallyHidden> : title}
              </Table.Th>
            ))}
            {rowMenu && (
              <Table.Th role="columnheader" w={44}>
                <VisuallyHidden>{t('more')}</VisuallyHidden>
              </Table.Th>
            )}
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
              {columns.map(({ title, titleHidden, render }, index) => (
                <Table.Td
                  key={title}
                  role="cell"
                  className={classes.tableCell}
                  data-label={index === 0 || titleHidden ? undefined : title}
                  style={index === 0 && depthOf ? { paddingLeft: depthOf(record) * 20 } : undefined}
                >
                  <div className={classes.value}>{shortened(render(record))}</div>
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

/** A section that consists of a `ShortTable`. */
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

/** Cuts off a text after two lines. */
const shortened = (content: ReactNode): ReactNode =>
  typeof content === 'string' ? (
    <Text inherit lineClamp={2}>
      {content}
    </Text>
  ) : (
    content
  );
