import { Anchor } from '@mantine/core';
import { useState } from 'react';
import { useStore } from 'zustand';
import { useLanguage, useTexts } from '../../i18n';
import { formatHourMinute } from '../../i18n/moments';
import { useErrorSentence } from '../../shared/errors';
import { lazyPart } from '../../shared/lazy-parts';
import { useCanvas } from '../store/use-canvas';
import { savingTexts } from '../texts/saving';
import type { DraftSession } from './draft-session';
import classes from './draft-status.module.css';

/** Shows whether the draft is saved. After a failed save it shows the reason and a retry button. */
export function SaveState({ session: { sync } }: { session: DraftSession }) {
  const t = useTexts(savingTexts);
  const language = useLanguage();
  const sentence = useErrorSentence();
  const { savedChanges, sendingChanges, savedAt, failure, conflict } = useStore(sync.state);
  const changes = useCanvas((state) => state.changes);
  const canRetry = failure !== null && sendingChanges === null && conflict === null;

  const message = (): string => {
    if (conflict) return t('conflict', { name: conflict.theirs.savedBy.name });
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
      // Each edit changes the text three times. Only what the person must know is read out.
      aria-live={canRetry || conflict ? 'polite' : 'off'}
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

/** Imports the dialog of a save conflict; see `usePrefetched`. */
export const loadConflict = () => import('./conflict-dialog');
const Conflict = lazyPart(async () => (await loadConflict()).ConflictDialog, null);

/** The dialog of a save conflict. */
export function ConflictDialog({ session }: { session: DraftSession }) {
  const isOpen = useStore(session.sync.state, (state) => state.conflict !== null);
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (isOpen && !wasOpen) setWasOpen(true);
  return wasOpen && <Conflict session={session} />;
}
