import { Pill } from '@mantine/core';
import { useBulk } from '../api/ops';
import { useIsOps } from '../api/session';
import { useTexts } from '../i18n';
import { bulkPageTexts } from '../ops/bulk/bulk-page.texts';
import type { ListState } from '../shared/listing';
import { TextLink } from '../shared/text-link';
import { runTexts } from './runs.texts';
import type { RunsSearch } from './search';

/** Says that the list shows the runs of one bulk, leads to it, and takes that away. One comes here from the bulk itself. */
export function BulkFilter({ list }: { list: ListState<RunsSearch> }) {
  const t = useTexts(runTexts);
  const bulks = useTexts(bulkPageTexts);
  const isOps = useIsOps();
  const { bulk: id } = list.search;
  const bulk = useBulk(id ?? '', isOps && id !== undefined).data;
  if (id === undefined) return null;
  return (
    <Pill
      size="md"
      withRemoveButton
      removeButtonProps={{ 'aria-label': t('anyBulk'), title: t('anyBulk') }}
      onRemove={() => list.set({ bulk: undefined })}
      data-testid="bulk-filter"
    >
      {bulk ? (
        <TextLink to="/ops/bulks/$bulkId" params={{ bulkId: id }} c="inherit">
          {bulks(`named.${bulk.verb}`, { count: bulk.total })}
        </TextLink>
      ) : (
        t('ofBulk')
      )}
    </Pill>
  );
}
