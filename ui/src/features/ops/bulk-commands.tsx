import type { BulkState } from '@linkflow/contracts';
import { Button } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useTexts } from '../../i18n';
import { confirmRequest } from '../../shared/confirm';
import { attempt, toast } from '../../shared/toast';
import { bulkPageTexts } from './bulk-page.texts';

interface Command {
  isPending: boolean;
  mutateAsync: (request: { params: { id: string } }) => Promise<unknown>;
}

interface BulkCommandsProps {
  bulk: { id: string; state: BulkState };
  stop: Command;
  proceed: Command;
  words: Record<'stopText' | 'stopped' | 'goOn' | 'goesOn', string>;
}

/** Buttons that stop a bulk or, after the canary, continue it with the rest. Nothing if it has ended. */
export function BulkCommands({ bulk: { id, state }, stop, proceed, words }: BulkCommandsProps) {
  const t = useTexts(bulkPageTexts);
  if (state === 'done' || state === 'stopped') return null;
  const request = { params: { id } };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={16} aria-hidden />}
        loading={stop.isPending}
        onClick={() =>
          confirmRequest({
            title: t('stopTitle'),
            text: words.stopText,
            confirm: t('stopConfirm'),
            request: () => stop.mutateAsync(request),
            done: words.stopped,
          })
        }
        data-testid="bulk-stop"
      >
        {t('stop')}
      </Button>
      {state === 'checking' && (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={proceed.isPending}
          onClick={() => attempt(proceed.mutateAsync(request), () => toast(words.goesOn))}
          data-testid="bulk-continue"
        >
          {words.goOn}
        </Button>
      )}
    </>
  );
}
