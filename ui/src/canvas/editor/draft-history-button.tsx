import { ActionIcon, Skeleton, Tooltip } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { useTexts } from '../../i18n';
import { Dialog } from '../../shared/dialog';
import { lazyPart } from '../../shared/lazy-parts';
import { savingTexts } from '../texts/saving';
import type { DraftSession, WorkflowKind } from './draft-session';

const DraftHistory = lazyPart(
  async () => (await import('./draft-history')).DraftHistory,
  <Skeleton height={240} aria-busy />,
);

interface DraftHistoryButtonProps {
  kind?: WorkflowKind;
  ownerId: string;
  session: DraftSession;
}

/** A button that opens the history of the draft. */
export function DraftHistoryButton({ kind = 'link', ownerId, session }: DraftHistoryButtonProps) {
  const t = useTexts(savingTexts);
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Tooltip label={t('history.open')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('history.open')}
          onClick={() => setOpened(true)}
          data-testid="draft-history"
        >
          <IconHistory size={17} />
        </ActionIcon>
      </Tooltip>
      <Dialog opened={opened} onClose={() => setOpened(false)} title={t('history.open')} size="90%">
        {opened && (
          <DraftHistory kind={kind} ownerId={ownerId} session={session} onDone={() => setOpened(false)} />
        )}
      </Dialog>
    </>
  );
}
