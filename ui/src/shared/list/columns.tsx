import { useFormat } from '../../i18n';
import { TimeAgo } from '../time-ago';
import type { ListColumn } from './list-table';

/** How a column sorts, and how much room it needs. */
type Layout<T> = Omit<ListColumn<T>, 'title' | 'render'>;

/** A column of times; sorts the latest first. */
export const timeColumn = <T,>(
  title: string,
  timeOf: (record: T) => string,
  layout: Layout<T>,
): ListColumn<T> => ({
  title,
  startDescending: true,
  ...layout,
  render: (record) => <TimeAgo at={timeOf(record)} />,
});

/** A column of numbers at its right edge; sorts the largest first. */
export const numberColumn = <T,>(
  title: string,
  numberOf: (record: T) => number,
  layout: Layout<T>,
): ListColumn<T> => ({
  title,
  align: 'right',
  startDescending: true,
  ...layout,
  render: (record) => <LocalNumber value={numberOf(record)} />,
});

function LocalNumber({ value }: { value: number }) {
  return useFormat().number(value);
}
