import { useFormat } from '../../i18n';
import { TimeAgo } from '../time-ago';
import type { ListColumn } from './list-table';

/** All options of a column except its title and content: sorting, width, visibility. */
type Layout<T> = Omit<ListColumn<T>, 'title' | 'render'>;

/** Room for the longest relative time, “for 59 minutter siden”, in px. */
const TIME_WIDTH = 168;

/** Creates a column of relative times. The first click on its header sorts the latest time first. */
export const timeColumn = <T,>(
  title: string,
  timeOf: (record: T) => string,
  layout: Layout<T>,
): ListColumn<T> => ({
  title,
  startDescending: true,
  width: TIME_WIDTH,
  ...layout,
  render: (record) => <TimeAgo at={timeOf(record)} />,
});

/** Creates a column of right-aligned numbers. The first click on its header sorts the largest number first. */
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
