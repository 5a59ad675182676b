import type { BulkCounted, BulkVerb, RunFilter } from '@linkflow/contracts';
import { Alert, Anchor, Skeleton, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { useErrorSentence } from '../../../shared/errors';
import { useFilterWords } from '../filter-words';
import { bulkTexts } from './bulk.texts';

interface DryRunProps {
  verb: BulkVerb;
  filter: RunFilter;
  counted: UseQueryResult<BulkCounted>;
}

/** Which runs it would be, and how many, before anything is done. */
export function DryRun({ verb, filter, counted }: DryRunProps) {
  const t = useTexts(bulkTexts);
  const c = useTexts(common);
  const sentence = useErrorSentence();
  const words = useFilterWords(filter);
  const { data, error } = counted;
  if (error) {
    return (
      <Alert color="red" variant="light" p="sm">
        {sentence(error)}{' '}
        <Anchor component="button" type="button" size="sm" onClick={() => void counted.refetch()}>
          {c('retry')}
        </Anchor>
      </Alert>
    );
  }
  return (
    <Alert color={data?.runs === 0 ? 'yellow' : 'indigo'} variant="light" p="sm" aria-live="polite">
      <Text size="xs" lineClamp={3}>
        {words}
      </Text>
      {data ? (
        <>
          <Text size="sm" fw={600} mt={4} data-testid="dry-run" data-runs={data.runs}>
            {data.runs === 0 ? t('none') : t(`fit.${verb}`, { count: data.runs })}
          </Text>
          <Text size="xs" mt={2}>
            {data.unfit > 0 && `${t('unfit', { count: data.unfit })} `}
            {t('nothingYet')}
          </Text>
        </>
      ) : (
        <div aria-busy aria-label={t('counting')}>
          <Skeleton height={12} width="60%" mt={8} />
          <Skeleton height={10} width="40%" mt={10} mb={4} />
        </div>
      )}
    </Alert>
  );
}
