import { Button, EmptyState } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import type { ListSearch } from '../search';
import type { ListState } from './list-state';

/** A filter is on and nothing passes it. */
export function NothingFound<S extends ListSearch>({ list }: { list: ListState<S> }) {
  const t = useTexts(common);
  const clear = () => {
    const { sort: _sort, page: _page, ...filters } = list.search;
    // Every filter of S by its own name, set to nothing.
    list.set(Object.fromEntries(Object.keys(filters).map((key) => [key, undefined])) as Partial<S>);
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
