import { VisuallyHidden } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import { useTexts } from '../i18n';
import type { Texts } from '../i18n/texts';
import { type ListChange, listChange } from './list-change';

const changeTexts = {
  added: { en: '“{name}” added', nb: '«{name}» er lagt til' },
  removed: { en: '“{name}” deleted', nb: '«{name}» er slettet' },
  moved: {
    en: '“{name}” moved to place {place, number} of {count, number}',
    nb: '«{name}» er flyttet til plass {place, number} av {count, number}',
  },
  undone: { en: 'Undone: {what}', nb: 'Angret: {what}' },
  redone: { en: 'Redone: {what}', nb: 'Gjort om igjen: {what}' },
  otherwise: { en: 'the last change', nb: 'siste endring' },
} satisfies Texts;

/** How a state came about: by a change of the user, by undoing or redoing one, or because another version was loaded. */
export type ChangedBy = 'edit' | 'undo' | 'redo' | 'load';

interface ChangeAnnouncerProps<State> {
  store: Pick<StoreApi<State>, 'subscribe'>;
  /** The ids of what is edited, in order. */
  idsOf: (state: State) => readonly string[];
  nameOf: (state: State, id: string) => string;
  changedBy: (state: State) => ChangedBy;
  /** What is edited. The same object means that nothing has changed. */
  contentOf: (state: State) => object;
}

/** Tells screen readers what was added, deleted, moved, undone and redone. What is typed is not repeated. */
export function ChangeAnnouncer<State>(props: ChangeAnnouncerProps<State>) {
  const { store, idsOf, nameOf, contentOf, changedBy } = props;
  const t = useTexts(changeTexts);
  const [said, setSaid] = useState({ sentence: '', count: 0 });
  const describe = (before: State, after: State): string | null => {
    const change: ListChange | null = listChange(idsOf(before), idsOf(after));
    if (!change) return null;
    const { kind, id, place, count } = change;
    const name = nameOf(kind === 'removed' ? before : after, id);
    return kind === 'moved' ? t(kind, { name, place, count }) : t(kind, { name });
  };
  const sentence = (before: State, after: State): string | null => {
    switch (changedBy(after)) {
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
  const onChange = useEffectEvent((after: State, before: State) => {
    if (contentOf(after) === contentOf(before)) return;
    const next = sentence(before, after);
    if (next !== null) setSaid(({ count }) => ({ sentence: next, count: count + 1 }));
  });
  useEffect(() => store.subscribe(onChange), [store]);
  return (
    <VisuallyHidden role="status" data-testid="announcements">
      {/* The key makes screen readers read the same sentence again. */}
      <span key={said.count}>{said.sentence}</span>
    </VisuallyHidden>
  );
}
