import type { RunDetail } from '@linkflow/contracts';
import { Button, Menu } from '@mantine/core';
import { IconPlayerStop, IconRefresh, IconRepeat } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useRunActions } from '../../../api/runs';
import { useIsOps } from '../../../api/session';
import { useTexts } from '../../../i18n';
import { attempt } from '../../../shared/attempt';
import { confirmDanger } from '../../../shared/confirm';
import { PageMenu } from '../../../shared/page-menu';
import { toast } from '../../../shared/toast';
import { runPageTexts } from './run-page.texts';

/** What one may do to the run as a whole. */
export function RunVerbs({ run }: { run: RunDetail }) {
  const t = useTexts(runPageTexts);
  const isOps = useIsOps();
  const { retry, cancel } = useRunActions();
  const stop = () =>
    confirmDanger({
      title: t('cancelTitle'),
      text: t('cancelText'),
      confirm: t('cancel'),
      onConfirm: () => attempt(cancel.mutateAsync(run.id), () => toast(t('cancelled'))),
    });
  return (
    <>
      {run.can.cancel && (
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={16} />}
          loading={cancel.isPending}
          onClick={stop}
        >
          {t('cancel')}
        </Button>
      )}
      {run.can.retry && (
        <Button
          leftSection={<IconRefresh size={16} />}
          loading={retry.isPending}
          onClick={() => attempt(retry.mutateAsync({ id: run.id }), () => toast(t('retried')))}
          data-testid="retry-run"
        >
          {t('retry')}
        </Button>
      )}
      {run.can.again && isOps && <AgainMenu run={run} />}
    </>
  );
}

/** Seldom wanted, and it does done things again: so not beside the buttons. */
function AgainMenu({ run }: { run: RunDetail }) {
  const t = useTexts(runPageTexts);
  const navigate = useNavigate();
  const { again } = useRunActions();
  const ask = () =>
    confirmDanger({
      title: t('againTitle'),
      text: t('againText'),
      confirm: t('againConfirm'),
      onConfirm: () =>
        attempt(again.mutateAsync(run.id), (fresh) => {
          toast(t('againDone'));
          void navigate({ to: '/runs/$runId', params: { runId: fresh.id } });
        }),
    });
  return (
    <PageMenu name={run.contact?.name ?? run.recipient.email} width={300}>
      <Menu.Item leftSection={<IconRepeat size={15} aria-hidden />} onClick={ask}>
        {t('again')}
      </Menu.Item>
    </PageMenu>
  );
}
