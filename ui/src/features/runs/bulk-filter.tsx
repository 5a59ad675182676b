import { Pill } from '@mantine/core';
import { useBulk } from '../../api/ops';
import { useIsOps } from '../../api/session';
import { useTexts } from '../../i18n';
import { bulkPageTexts } from '../ops/bulk/bulk-page.texts';
import { TextLink } from '../../shared/text-link';
import { runTexts } from './runs.texts';

/** Says that the list shows the runs of one bulk, leads to it, and takes that away. One comes here from the bulk itself. */
export function BulkFilter({ bulkId, onRemove }: { bulkId: string; onRemove: () => void }) {
  const t = useTexts(runTexts);
  const bulks = useTexts(bulkPageTexts);
  const isOps = useIsOps();
  const bulk = useBulk(bulkId, isOps).data;
  return (
    <Pill
      size="md"
      withRemoveButton
      removeButtonProps={{ 'aria-label': t('anyBulk'), title: t('anyBulk') }}
      onRemove={onRemove}
      bg="var(--mantine-primary-color-light)"
      c="var(--mantine-primary-color-light-color)"
      data-testid="bulk-filter"
    >
      {bulk ? (
        <TextLink to="/ops/bulks/$bulkId" params={{ bulkId }} c="inherit">
          {t('ofBulkNamed', { name: bulks(`named.${bulk.verb}`, { count: bulk.total }) })}
        </TextLink>
      ) : (
        t('ofBulk')
      )}
    </Pill>
  );
}
