import { VisuallyHidden } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import { useTexts } from '../i18n';
import type { Texts } from '../i18n/texts';

const undoTexts = {
  undone: { en: 'Undone: {what}', nb: 'Angret: {what}' },
  redone: { en: 'Redone: {what}', nb: 'Gjort om igjen: {what}' },
  otherwise: { en: 'the last change', nb: 'siste endring' },
} satisfies Texts;

/** How a state came about: by a change of the user, by undoing or redoing one, or because another version was loaded. */
export type ChangedBy = 'edit' | 'undo' | 'redo' | 'load';

interface AnnouncerProps<State> {
  store: Pick<StoreApi<State>, 'subscribe'>;
  /** What is said of a change; null if nothing. */
  sentenceOf: (before: State, after: State) => string | null;
}

/** Tells screen readers what changed in a store. */
export function StoreAnnouncer<State>({ store, sentenceOf }: AnnouncerProps<State>) {
  const [said, setSaid] = useState({ sentence: '', count: 0 });
  const onChange = useEffectEvent((after: State, before: State) => {
    const sentence = sentenceOf(before, after);
    if (sentence !== null) setSaid(({ count }) => ({ sentence, count: count + 1 }));
  });
  useEffect(() => store.subscribe(onChange), [store]);
  return (
    <VisuallyHidden role="status" data-testid="announcements">
      {/* The key makes screen readers read the same sentence again. */}
      <span key={said.count}>{said.sentence}</span>
    </VisuallyHidden>
  );
}

/**
 * Returns a function that puts a change of a state into words; null if nothing is to be said.
 * @param describe says what differs between two states; null if it has no words for it
 */
export function useChangeSentence<State>(describe: (before: State, after: State) => string | null) {
  const t = useTexts(undoTexts);
  return (changedBy: ChangedBy, before: State, after: State): string | null => {
    switch (changedBy) {
      case 'undo':
        // What is undone is the change in the other direction.
        return t('undone', { what: describe(after, before) ?? t('otherwise') });
      case 'redo':
        return t('redone', { what: describe(before, after) ?? t('otherwise') });
      case 'edit':
        return describe(before, after);
      case 'load':
        return null;
    }
  };
}
