import type { BulkView } from '@linkflow/contracts';
import { Button } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useBulkActions } from '../../../api/ops';
import { useTexts } from '../../../i18n';
import { attempt } from '../../../shared/attempt';
import { confirmDanger } from '../../../shared/confirm';
import { toast } from '../../../shared/toast';
import { bulkPageTexts } from './bulk-page.texts';
import { tallyOf } from './bulk-tally';

/** Lets the rest follow, or stops. */
export function BulkActions({ bulk }: { bulk: BulkView }) {
  const t = useTexts(bulkPageTexts);
  const { goOn, stop } = useBulkActions();
  const { left } = tallyOf(bulk);
  if (bulk.state === 'done' || bulk.state === 'stopped') return null;
  const askStop = () =>
    confirmDanger({
      title: t('stopTitle'),
      text: t('stopText', { count: left }),
      confirm: t('stopConfirm'),
      onConfirm: () => attempt(stop.mutateAsync(bulk.id), () => toast(t('stopped'))),
    });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={16} aria-hidden />}
        loading={stop.isPending}
        onClick={askStop}
        data-testid="bulk-stop"
      >
        {t('stop')}
      </Button>
      {bulk.state === 'checking' && (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={goOn.isPending}
          onClick={() => attempt(goOn.mutateAsync(bulk.id), () => toast(t('goesOn')))}
          data-testid="bulk-continue"
        >
          {t('goOn', { count: left })}
        </Button>
      )}
    </>
  );
}
