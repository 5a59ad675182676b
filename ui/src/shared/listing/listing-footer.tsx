import { Anchor, Pagination, Text } from '@mantine/core';
import { useFormat, useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { useErrorSentence } from '../errors';
import type { ListSearch } from '../search';
import { PAGE_SIZE, type ListState } from './list-state';
import classes from './listing.module.css';

interface ListingFooterProps<S extends ListSearch> {
  list: ListState<S>;
  total: number | undefined;
  /** The total is counted no further than this. */
  countedTo?: number;
  /** Set while older rows are shown because reading them again failed. */
  error: unknown;
  refetch: () => unknown;
}

export function ListingFooter<S extends ListSearch>({
  list,
  total,
  countedTo = Infinity,
  error,
  refetch,
}: ListingFooterProps<S>) {
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
        <Pagination
          size="sm"
          value={page}
          total={pages}
          siblings={1}
          boundaries={1}
          getItemProps={(number) => ({ 'aria-label': t('page', { page: number }) })}
          getControlProps={(control) => ({
            'aria-label': t(control === 'next' ? 'nextPage' : 'previousPage'),
          })}
          onChange={(next) => list.set({ page: next } as Partial<S>) /* every S has ListSearch's `page` */}
        />
      )}
    </div>
  );
}
