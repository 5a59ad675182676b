import { Anchor, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { NodeDescriptor } from '@linkflow/contracts';
import { useSession } from '../../api/session';
import { useFormat, useLanguage, useTexts } from '../../i18n';
import { useErrorSentence } from '../../shared/errors';
import { draftOf, reuseSentences } from '../model/draft';
import { formatHourMinute } from '../model/times';
import { useCanvas, useCanvasStore } from '../store/use-canvas';
import { savingTexts } from '../texts/saving';
import type { DraftSession } from './draft-session';
import classes from './draft-status.module.css';
import type { StoredDraft } from './draft-sync';
import { useReadOnlyCanvas, WorkflowView } from './workflow-view';

/** Shows whether the draft is saved. After a failed save it shows the reason and a retry button. */
export function SaveState({ session: { sync } }: { session: DraftSession }) {
  const t = useTexts(savingTexts);
  const language = useLanguage();
  const sentence = useErrorSentence();
  const { savedChanges, sendingChanges, savedAt, failure, conflict } = useStore(sync.state);
  const changes = useCanvas((state) => state.changes);
  const canRetry = failure !== null && sendingChanges === null && conflict === null;

  const message = (): string => {
    if (conflict) return t('conflict', { name: conflict.savedBy.name });
    if (sendingChanges !== null) return t('saving');
    if (failure !== null) return t('failed', { reason: sentence(failure) });
    return changes === savedChanges
      ? t('saved', { time: formatHourMinute(language, savedAt) })
      : t('unsaved');
  };
  return (
    <span
      className={classes.state}
      data-tone={canRetry || conflict ? 'bad' : undefined}
      role="status"
      data-testid="save-state"
    >
      {message()}
      {canRetry && (
        <>
          {' '}
          <Anchor component="button" size="xs" onClick={() => void sync.flush()}>
            {t('retry')}
          </Anchor>
        </>
      )}
    </span>
  );
}

/**
 * Dialog that is open while there is a save conflict: another user or tab saved the draft first. Offers to take the other
 * draft, to take it and keep a copy of the own draft, or to overwrite the other draft.
 */
export function ConflictDialog({ session }: { session: DraftSession }) {
  const t = useTexts(savingTexts);
  const format = useFormat();
  const me = useSession()?.userId;
  const { sync, conflictCopy, pageId } = session;
  const conflict = useStore(sync.state, (state) => state.conflict);

  const keepCopy = () => {
    const mine = sync.takeTheirs();
    if (!mine) return;
    const { baseRevision } = sync.state.getState();
    conflictCopy.write({ ...mine, base: baseRevision, page: pageId, at: new Date().toISOString() });
  };
  const resolutions = [
    ['theirs', () => sync.takeTheirs()],
    ['copy', keepCopy],
    ['mine', () => void sync.saveMine()],
  ] as const;
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
            {t(conflict.savedBy.id === me ? 'dialog.own' : 'dialog.text', {
              name: conflict.savedBy.name,
              when: format.relative(conflict.savedAt),
            })}
          </Text>
          {resolutions.map(([name, choose], index) => (
            <div key={name}>
              <Button
                fullWidth
                variant={index === 0 ? 'filled' : 'default'}
                onClick={choose}
                data-autofocus={index === 0 || undefined}
              >
                {t(`dialog.${name}`)}
              </Button>
              <Text size="xs" c="dimmed" mt={3} ta="center">
                {t(`dialog.${name}Hint`)}
              </Text>
            </div>
          ))}
        </Stack>
      )}
    </Modal>
  );
}

interface Props {
  session: DraftSession;
  catalogue: readonly NodeDescriptor[];
}

/**
 * Bar that is shown while there is a copy of the user's own draft from a resolved conflict. The user can preview the copy, use
 * it as the draft, or delete it.
 */
export function ConflictCopyBar({ session, catalogue }: Props) {
  const t = useTexts(savingTexts);
  const language = useLanguage();
  const canvas = useCanvasStore();
  // Re-render when a conflict ends: `ConflictDialog` may have stored a copy, and reading local storage does not re-render.
  useStore(session.sync.state, (state) => state.conflict);
  const [, rerender] = useState(0);
  const [previewOpen, setPreviewOpen] = useState(false);
  const draft = session.conflictCopy.read();
  if (!draft) return null;

  const discard = () => {
    session.conflictCopy.clear(draft.page);
    setPreviewOpen(false);
    rerender((count) => count + 1);
  };
  const use = () => {
    canvas.getState().replace(draftOf(draft));
    discard();
  };
  const when = formatHourMinute(language, draft.at);
  return (
    <div className={classes.bar} role="status">
      <Text size="sm">{t('copy.text', { when })}</Text>
      <Group gap={4}>
        <Button size="compact-xs" variant="subtle" onClick={() => setPreviewOpen(true)}>
          {t('copy.view')}
        </Button>
        <Button size="compact-xs" variant="subtle" onClick={use}>
          {t('copy.use')}
        </Button>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={discard}>
          {t('copy.drop')}
        </Button>
      </Group>
      <Modal
        opened={previewOpen}
        onClose={() => setPreviewOpen(false)}
        title={t('copy.title', { when })}
        size="90%"
        classNames={{ body: classes.preview }}
      >
        {previewOpen && <ConflictCopyView draft={draft} catalogue={catalogue} />}
      </Modal>
    </div>
  );
}

function ConflictCopyView({
  draft,
  catalogue,
}: {
  draft: StoredDraft;
  catalogue: readonly NodeDescriptor[];
}) {
  const present = useCanvasStore();
  const [sentences] = useState(() => reuseSentences(draft.document, present.getState()));
  const store = useReadOnlyCanvas({ ...draftOf(draft), sentences }, catalogue);
  return <WorkflowView store={store} />;
}
