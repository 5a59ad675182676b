import type { RunStatus, RunSummary } from '@linkflow/contracts';
import { Menu } from '@mantine/core';
import { IconRefresh, IconUser, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useRunActions } from '../../api/runs';
import { useTexts } from '../../i18n';
import { attempt } from '../../shared/attempt';
import { confirmDanger } from '../../shared/confirm';
import { RowMenu } from '../../shared/listing';
import { toast } from '../../shared/toast';
import { runTexts } from './runs.texts';

/** A run that is over cannot be cancelled. */
const OVER: readonly RunStatus[] = ['succeeded', 'failed', 'cancelled'];

export function RunMenu({ run, onRetry }: { run: RunSummary; onRetry: () => void }) {
  const t = useTexts(runTexts);
  const { cancel } = useRunActions();
  const askCancel = () =>
    confirmDanger({
      title: t('cancelTitle'),
      text: t('cancelText'),
      confirm: t('cancel'),
      onConfirm: () => attempt(cancel.mutateAsync(run.id), () => toast(t('cancelled'))),
    });
  return (
    <RowMenu name={run.contact?.name ?? run.recipient.email}>
      {run.status === 'failed' && (
        <Menu.Item leftSection={<IconRefresh size={15} aria-hidden />} onClick={onRetry}>
          {t('retry')}
        </Menu.Item>
      )}
      {run.contact && (
        <Menu.Item
          component={Link}
          to={`/contacts/${run.contact.id}`}
          leftSection={<IconUser size={15} aria-hidden />}
        >
          {t('openCard')}
        </Menu.Item>
      )}
      {!OVER.includes(run.status) && (
        <Menu.Item color="red" leftSection={<IconX size={15} aria-hidden />} onClick={askCancel}>
          {t('cancel')}
        </Menu.Item>
      )}
      {run.status !== 'failed' && !run.contact && OVER.includes(run.status) && (
        <Menu.Item component={Link} to={`/runs/${run.id}`}>
          {t('open')}
        </Menu.Item>
      )}
    </RowMenu>
  );
}
