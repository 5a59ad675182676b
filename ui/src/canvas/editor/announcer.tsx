import { VisuallyHidden } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import { useText, useTexts } from '../../i18n';
import { summarizeChange } from '../model/change-summary';
import type { CanvasState } from '../store/canvas-store';
import { shownTitle, useCanvasStore } from '../store/use-canvas';
import { announcementTexts } from '../texts/announcements';

/**
 * Tells screen readers what a change of the workflow did, and what was copied or selected. What is typed in the settings of a step is not
 * repeated.
 */
export function Announcer() {
  const store = useCanvasStore();
  const sentence = useChangeSentence();
  const [said, setSaid] = useState({ sentence: '', count: 0 });
  const onChange = useEffectEvent((state: CanvasState, before: CanvasState) => {
    const next = sentence(before, state);
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

/** Returns a function that says what has changed between two states of the canvas, or null if nothing is to be said. */
function useChangeSentence(): (before: CanvasState, after: CanvasState) => string | null {
  const t = useTexts(announcementTexts);
  const text = useText();
  const describe = (before: CanvasState, after: CanvasState): string | null => {
    const summary = summarizeChange(before, after);
    if (!summary) return null;
    const titleOf = (id: string) => shownTitle(summary.kind === 'deleted' ? before : after, id, text);
    if ('from' in summary) return t(summary.kind, { from: titleOf(summary.from), to: titleOf(summary.to) });
    const [first = ''] = summary.nodes;
    return t(summary.kind, { count: summary.nodes.length, title: titleOf(first) });
  };
  return (before, after) => {
    if (after.copied && after.copied !== before.copied) return t('copied', after.copied);
    // A change that a colleague has made is not counted.
    if (after.changes === before.changes) {
      const count = after.selection.nodes.length;
      // One step that is selected has the focus, and is read.
      return count > 1 && after.selection.nodes !== before.selection.nodes ? t('selected', { count }) : null;
    }
    switch (after.changedBy) {
      case 'undo':
        // What is undone is the change in the other direction.
        return t('undone', { what: describe(after, before) ?? t('otherwise') });
      case 'redo':
        return t('redone', { what: describe(before, after) ?? t('otherwise') });
      case 'edit':
        return summarizeChange(before, after)?.kind === 'changed' ? null : describe(before, after);
    }
  };
}
