import {
  BULK_LIMITS,
  BULK_VERBS,
  ROUTES,
  type BulkCounted,
  type BulkVerb,
  type RunFilter,
} from '@linkflow/contracts';
import { Alert, Anchor, Group, NumberInput, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { skipToken, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { useErrorSentence } from '../../shared/errors';
import { FormDialog } from '../../shared/form-dialog';
import { usePhone } from '../../shared/use-phone';
import { filterOf } from '../search-params';
import { bulkTexts } from './bulk.texts';
import { useFilterText } from './run-filters';

const { canary, perSecond } = BULK_LIMITS;

/** The message about a number that is not within the limits; null if it is. */
const outside = (value: number, { min, max }: { min: number; max: number }): string | null =>
  Number.isInteger(value) && value >= min && value <= max ? null : `${min} – ${max}`;

interface StartBulkDialogProps {
  filter: RunFilter;
  opened: boolean;
  onClose: () => void;
}

/** The dialog that starts a bulk operation on all runs that match a filter. The user sets verb, canary size and runs per second. */
export function StartBulkDialog({ filter, opened, onClose }: StartBulkDialogProps) {
  const t = useTexts(bulkTexts);
  const c = useTexts(common);
  const navigate = useNavigate();
  const phone = usePhone();
  const [verb, setVerb] = useState<BulkVerb>(filter.held ? 'release' : 'retry');
  const body = { verb, filter: filterOf(filter) };
  const counted = useQuery({
    queryKey: ['ops', 'bulk-count', opened && body],
    queryFn: opened ? () => call(ROUTES.bulks.count, { body }) : skipToken,
    // The number is never cached, because the user decides by it whether to start the operation.
    staleTime: 0,
    gcTime: 0,
  });
  const start = useCommand(ROUTES.bulks.start);
  const fit = counted.data?.runs ?? 0;
  const choose = (value: string) => {
    const chosen = BULK_VERBS.find((option) => option === value);
    if (chosen) setVerb(chosen);
  };
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={t('title')}
      initial={{ canary: canary.usual, perSecond: perSecond.usual }}
      validate={(values) => ({
        canary: outside(values.canary, canary),
        perSecond: outside(values.perSecond, perSecond),
      })}
      blocked={fit === 0 || counted.isFetching}
      danger={verb === 'cancel'}
      dismiss={c('close')}
      submit={(values) =>
        values.canary > 0 && values.canary < fit
          ? t('beginWith', { first: values.canary, count: fit })
          : t(`doAll.${verb}`, { count: fit })
      }
      onSubmit={(values) => start.mutateAsync({ body: { ...body, ...values } })}
      onDone={(bulk) => navigate({ to: '/ops/bulks/$bulkId', params: { bulkId: bulk.id } })}
    >
      {(form) => (
        <>
          <SegmentedControl
            fullWidth
            // On a phone the four verbs are stacked, because they do not fit side by side.
            size={phone ? 'sm' : 'xs'}
            orientation={phone ? 'vertical' : 'horizontal'}
            aria-label={t('verb')}
            data={BULK_VERBS.map((value) => ({ value, label: t(`verbs.${value}`) }))}
            value={verb}
            onChange={choose}
          />
          <Text size="sm">{t(`about.${verb}`)}</Text>
          <DryRun verb={verb} filter={filter} counted={counted} />
          <Group grow align="flex-start" gap="sm">
            <NumberInput
              label={t('canary')}
              description={t('canaryHint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              min={0}
              max={1000}
              allowDecimal={false}
              {...form.getInputProps('canary')}
            />
            <NumberInput
              label={t('perSecond')}
              description={t('perSecondHint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              min={1}
              max={1000}
              allowDecimal={false}
              {...form.getInputProps('perSecond')}
            />
          </Group>
        </>
      )}
    </FormDialog>
  );
}

interface DryRunProps {
  verb: BulkVerb;
  filter: RunFilter;
  counted: UseQueryResult<BulkCounted>;
}

/** Shows what the operation would affect: the filter, the number of matching runs, and how many of them are not eligible. */
function DryRun({ verb, filter, counted }: DryRunProps) {
  const t = useTexts(bulkTexts);
  const c = useTexts(common);
  const sentence = useErrorSentence();
  const words = useFilterText(filter);
  const { data, error } = counted;
  if (error) {
    return (
      <Alert color="red">
        {sentence(error)}{' '}
        <Anchor component="button" type="button" size="sm" onClick={() => void counted.refetch()}>
          {c('retry')}
        </Anchor>
      </Alert>
    );
  }
  return (
    <Alert color={data?.runs === 0 ? 'yellow' : 'indigo'} aria-live="polite">
      <Text size="xs" lineClamp={3}>
        {words}
      </Text>
      {data ? (
        <>
          <Text size="sm" fw={600} mt={4} data-testid="dry-run" data-runs={data.runs}>
            {data.runs === 0 ? t('none') : t(`fit.${verb}`, { count: data.runs })}
          </Text>
          <Text size="xs" mt={2}>
            {data.ineligible > 0 && `${t('ineligible', { count: data.ineligible })} `}
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
