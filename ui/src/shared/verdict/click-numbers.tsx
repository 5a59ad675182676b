import type { ShownClicks } from '@linkflow/contracts';
import { useMemo } from 'react';
import { useShownClicks } from '../../api/session';
import { useFormat, useTexts } from '../../i18n';
import { parseSort, type ListState } from '../list/list-state';
import type { ListColumn } from '../list/list-table';
import type { ListSearch } from '../search';
import { VERDICT_LOOKS } from './verdict-badge';
import classes from './verdict.module.css';
import { verdictTexts } from './verdict.texts';

/** Numbers of clicks, or of people who clicked. Those of machines are the rest. */
export interface NumbersByVerdict {
  all: number;
  human: number;
  suspect: number;
}

export const clicksOf = (counts: {
  clicks: number;
  humanClicks: number;
  suspectClicks: number;
}): NumbersByVerdict => ({ all: counts.clicks, human: counts.humanClicks, suspect: counts.suspectClicks });

export const clickersOf = (counts: {
  clickers: number;
  humanClickers: number;
  suspectClickers: number;
}): NumbersByVerdict => ({
  all: counts.clickers,
  human: counts.humanClickers,
  suspect: counts.suspectClickers,
});

export const machinesIn = ({ all, human, suspect }: NumbersByVerdict): number => all - human - suspect;

interface ClickNumbersProps {
  numbers: NumbersByVerdict;
  shown: ShownClicks;
}

/** The number of people's clicks, or those of people, unsure ones and of machines apart. */
export function ClickNumbers({ numbers, shown }: ClickNumbersProps) {
  const format = useFormat();
  const t = useTexts(verdictTexts);
  if (shown === 'people') return format.number(numbers.human);
  const parts = [
    ['human', numbers.human],
    ['suspect', numbers.suspect],
    ['bot', machinesIn(numbers)],
  ] as const;
  const inWords = parts.map(([verdict, count]) => t(`filters.${verdict}`, { count })).join(', ');
  return (
    <span className={classes.numbers} role="img" aria-label={inWords} title={inWords}>
      {parts.map(([verdict, count]) => {
        const { Icon } = VERDICT_LOOKS[verdict];
        return (
          <span
            key={verdict}
            className={classes.number}
            data-verdict={verdict}
            data-zero={count === 0 || undefined}
          >
            <Icon size={13} stroke={1.8} aria-hidden />
            {format.number(count)}
          </span>
        );
      })}
    </span>
  );
}

interface ClickColumn<T> extends Pick<ListColumn<T>, 'from'> {
  shown: ShownClicks;
  /** Fields by which the list is sorted, by what is shown. */
  sort?: Record<ShownClicks, string>;
  numbersOf: (record: T) => NumbersByVerdict;
  /** Width of the column with the numbers of people only, px. */
  width: number;
}

const ALL_WIDTH = 156;

/** Creates a column of numbers of clicks or clickers. */
export const clickColumn = <T,>(
  title: string,
  { shown, sort, numbersOf, width, from }: ClickColumn<T>,
): ListColumn<T> => ({
  title,
  align: 'right',
  startDescending: true,
  sort: sort?.[shown],
  width: shown === 'people' ? width : ALL_WIDTH,
  from,
  render: (record) => <ClickNumbers numbers={numbersOf(record)} shown={shown} />,
});

/** How a list of links or mailings is sorted by clicks and clickers. */
export const CLICK_SORTS: Record<'clicks' | 'clickers', Record<ShownClicks, string>> = {
  clicks: { people: 'humanClicks', all: 'clicks' },
  clickers: { people: 'humanClickers', all: 'clickers' },
};

/**
 * Returns the state of a list with its sort order by what is shown: a list that was sorted by the clicks of people is sorted by all clicks
 * when these are shown.
 */
export function useClickSort<S extends ListSearch>(list: ListState<S>): ListState<S> {
  const shown = useShownClicks();
  return useMemo(() => {
    const sort = sortOfShown(list.search.sort, shown);
    return sort === list.search.sort ? list : { ...list, search: { ...list.search, sort } };
  }, [list, shown]);
}

function sortOfShown(sort: string | undefined, shown: ShownClicks): string | undefined {
  if (sort === undefined) return undefined;
  const { key, descending } = parseSort(sort);
  const fields = Object.values(CLICK_SORTS).find((one) => Object.values(one).includes(key));
  return fields ? `${descending ? '-' : ''}${fields[shown]}` : sort;
}
