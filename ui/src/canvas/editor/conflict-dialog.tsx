import { Button, Modal, Stack, Text } from '@mantine/core';
import { useStore } from 'zustand';
import { useSession } from '../../api/session';
import { useFormat, useTexts } from '../../i18n';
import { savingTexts } from '../texts/saving';
import type { DraftSession } from './use-draft-session';

/** Somebody else saved first: who, when, and three ways out. None of them loses anything without saying so. */
export function ConflictDialog({ session }: { session: DraftSession }) {
  const t = useTexts(savingTexts);
  const format = useFormat();
  const me = useSession()?.userId;
  const { sync, kept, page } = session;
  const conflict = useStore(sync.state, (state) => state.conflict);

  const keepCopy = () => {
    const mine = sync.takeTheirs();
    if (!mine) return;
    const { base } = sync.state.getState();
    kept.write({ ...mine, base, page, at: new Date().toISOString() });
  };
  return (
    <Modal
      opened={conflict !== null}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('dialog.title')}
      centered
      size="md"
    >
      {conflict && (
        <Stack gap="sm" data-testid="conflict">
          <Text size="sm">
            {t(conflict.theirs.savedBy.id === me ? 'dialog.own' : 'dialog.text', {
              name: conflict.theirs.savedBy.name,
              when: format.relative(conflict.theirs.savedAt),
            })}
          </Text>
          <WayOut
            label={t('dialog.theirs')}
            hint={t('dialog.theirsHint')}
            onClick={() => sync.takeTheirs()}
            primary
          />
          <WayOut label={t('dialog.copy')} hint={t('dialog.copyHint')} onClick={keepCopy} />
          <WayOut label={t('dialog.mine')} hint={t('dialog.mineHint')} onClick={() => void sync.saveMine()} />
        </Stack>
      )}
    </Modal>
  );
}

function WayOut({
  label,
  hint,
  onClick,
  primary,
}: {
  label: string;
  hint: string;
  onClick: () => void;
  primary?: boolean;
}) {
  return (
    <div>
      <Button
        fullWidth
        variant={primary ? 'filled' : 'default'}
        onClick={onClick}
        data-autofocus={primary || undefined}
      >
        {label}
      </Button>
      <Text size="xs" c="dimmed" mt={3} ta="center">
        {hint}
      </Text>
    </div>
  );
}
