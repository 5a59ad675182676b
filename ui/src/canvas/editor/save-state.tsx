import { Anchor } from '@mantine/core';
import { useStore } from 'zustand';
import { useLanguage, useTexts } from '../../i18n';
import { useErrorSentence } from '../../shared/errors';
import { hourMinute } from '../model/times';
import { useCanvas } from '../store/canvas-context';
import { savingTexts } from '../texts/saving';
import classes from './save-state.module.css';
import type { DraftSession } from './use-draft-session';

/** How it stands with saving, in three words; what went wrong, in a sentence. */
export function SaveState({ session: { sync } }: { session: DraftSession }) {
  const t = useTexts(savingTexts);
  const language = useLanguage();
  const sentence = useErrorSentence();
  const { saved, sending, savedAt, failure, conflict } = useStore(sync.state);
  const changes = useCanvas((state) => state.changes);
  const bad = conflict !== null || (failure !== null && sending === null);

  const words = (): string => {
    if (conflict) return t('conflict', { name: conflict.theirs.savedBy.name });
    if (sending !== null) return t('saving');
    if (failure !== null) return t('failed', { reason: sentence(failure) });
    return changes === saved ? t('saved', { time: hourMinute(language, savedAt) }) : t('unsaved');
  };
  return (
    <span
      className={classes.state}
      data-tone={bad ? 'bad' : undefined}
      role="status"
      data-testid="save-state"
    >
      {words()}
      {failure !== null && sending === null && !conflict && (
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
