import type { StoreApi } from 'zustand/vanilla';
import { useTexts } from '../i18n';
import type { Texts } from '../i18n/texts';
import { type ChangedBy, StoreAnnouncer, useChangeSentence } from './announcer';
import { listChange } from './list-change';

const changeTexts = {
  added: { en: '“{name}” added', nb: '«{name}» er lagt til' },
  removed: { en: '“{name}” deleted', nb: '«{name}» er slettet' },
  moved: {
    en: '“{name}” moved to place {place, number} of {count, number}',
    nb: '«{name}» er flyttet til plass {place, number} av {count, number}',
  },
} satisfies Texts;

interface ChangeAnnouncerProps<State> {
  store: Pick<StoreApi<State>, 'subscribe'>;
  /** The ids of what is edited, in order. */
  idsOf: (state: State) => readonly string[];
  nameOf: (state: State, id: string) => string;
  changedBy: (state: State) => ChangedBy;
  /** What is edited. The same object means that nothing has changed. */
  contentOf: (state: State) => object;
}

/** Tells screen readers what was added to a list, deleted from it, moved, undone and redone. What is typed is not repeated. */
export function ChangeAnnouncer<State>(props: ChangeAnnouncerProps<State>) {
  const { store, idsOf, nameOf, contentOf, changedBy } = props;
  const t = useTexts(changeTexts);
  const sentence = useChangeSentence((before: State, after: State) => {
    const change = listChange(idsOf(before), idsOf(after));
    if (!change) return null;
    const { kind, id, place, count } = change;
    const name = nameOf(kind === 'removed' ? before : after, id);
    return kind === 'moved' ? t(kind, { name, place, count }) : t(kind, { name });
  });
  return (
    <StoreAnnouncer
      store={store}
      sentenceOf={(before, after) =>
        contentOf(after) === contentOf(before) ? null : sentence(changedBy(after), before, after)
      }
    />
  );
}
