import { BulkVerb, StartBulk, type RunFilter } from '@linkflow/contracts';
import { Group, NumberInput, SegmentedControl, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useBulkActions, useBulkCount } from '../../../api/ops';
import { useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { FormDialog } from '../../../shared/form-dialog';
import { usePhone } from '../../../shared/use-phone';
import { filterOf } from '../search';
import { bulkTexts } from './bulk.texts';
import { DryRun } from './dry-run';

const { canary, perSecond } = StartBulk.shape;

interface StartBulkDialogProps {
  filter: RunFilter;
  opened: boolean;
  onClose: () => void;
}

/** Asks what shall be done to all runs of a filter, says how many that would be, and begins with a few of them. */
export function StartBulkDialog({ filter, opened, onClose }: StartBulkDialogProps) {
  const t = useTexts(bulkTexts);
  const c = useTexts(common);
  const navigate = useNavigate();
  const phone = usePhone();
  const [verb, setVerb] = useState<BulkVerb>('retry');
  const body = { verb, filter: filterOf(filter) };
  const counted = useBulkCount(opened ? body : null);
  const { start } = useBulkActions();
  const fit = counted.data?.runs ?? 0;
  const choose = (value: string) => {
    const chosen = BulkVerb.options.find((option) => option === value);
    if (chosen) setVerb(chosen);
  };
  return (
    <FormDialog
      opened={opened}
      onClose={onClose}
      title={t('title')}
      initial={{ canary: canary.parse(undefined), perSecond: perSecond.parse(undefined) }}
      validate={(values) => ({
        canary: canary.safeParse(values.canary).success ? null : '0 – 1000',
        perSecond: perSecond.safeParse(values.perSecond).success ? null : '1 – 1000',
      })}
      blocked={fit === 0 || counted.isFetching}
      danger={verb === 'cancel'}
      dismiss={c('close')}
      submit={(values) =>
        values.canary > 0 && values.canary < fit
          ? t('beginWith', { first: values.canary, count: fit })
          : t(`doAll.${verb}`, { count: fit })
      }
      onSubmit={(values) => start.mutateAsync({ ...body, ...values })}
      onDone={(bulk) => navigate({ to: '/ops/bulks/$bulkId', params: { bulkId: bulk.id } })}
    >
      {(form) => (
        <>
          <SegmentedControl
            fullWidth
            // Four verbs do not fit beside each other there.
            size={phone ? 'sm' : 'xs'}
            orientation={phone ? 'vertical' : 'horizontal'}
            aria-label={t('verb')}
            data={BulkVerb.options.map((value) => ({ value, label: t(`verbs.${value}`) }))}
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
