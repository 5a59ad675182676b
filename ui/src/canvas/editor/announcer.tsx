import { useEffect } from 'react';
import { useText, useTexts } from '../../i18n';
import { StoreAnnouncer, useChangeSentence } from '../../shared/announcer';
import { toastRefusal } from '../../shared/toast';
import { summarizeChange } from '../model/change-summary';
import type { CanvasState } from '../store/canvas-store';
import { shownTitle, useCanvas, useCanvasStore } from '../store/use-canvas';
import { announcementTexts } from '../texts/announcements';

/**
 * Tells screen readers what a change of the workflow did, and what was copied or selected; shows everybody why a change was rejected. What is
 * typed in the settings of a step is not repeated.
 */
export function Announcer() {
  const store = useCanvasStore();
  useRejections();
  return <StoreAnnouncer store={store} sentenceOf={useSentence()} />;
}

/** Shows the store's `rejection` as a notification. A new notification replaces the previous one. */
function useRejections(): void {
  const text = useText();
  const rejection = useCanvas((state) => state.rejection);
  useEffect(() => {
    if (rejection) toastRefusal(typeof rejection.text === 'string' ? rejection.text : text(rejection.text));
  }, [rejection, text]);
}

/** Returns a function that says what has changed between two states of the canvas, or null if nothing is to be said. */
function useSentence(): (before: CanvasState, after: CanvasState) => string | null {
  const t = useTexts(announcementTexts);
  const text = useText();
  const sentence = useChangeSentence((before: CanvasState, after: CanvasState) => {
    const summary = summarizeChange(before, after);
    if (!summary) return null;
    const titleOf = (id: string) => shownTitle(summary.kind === 'deleted' ? before : after, id, text);
    if ('from' in summary) return t(summary.kind, { from: titleOf(summary.from), to: titleOf(summary.to) });
    const [first = ''] = summary.nodes;
    return t(summary.kind, { count: summary.nodes.length, title: titleOf(first) });
  });
  return (before, after) => {
    if (after.copied && after.copied !== before.copied) return t('copied', after.copied);
    // A change that a colleague has made is not counted.
    if (after.changes === before.changes) {
      const count = after.selection.nodes.length;
      // One step that is selected has the focus, and is read.
      return count > 1 && after.selection.nodes !== before.selection.nodes ? t('selected', { count }) : null;
    }
    const isTyped = after.changedBy === 'edit' && summarizeChange(before, after)?.kind === 'changed';
    return isTyped ? null : sentence(after.changedBy, before, after);
  };
}
