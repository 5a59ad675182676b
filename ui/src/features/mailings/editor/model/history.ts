import type { BlockDocument } from '@linkflow/contracts';
import type { UndoEntry, UndoHistory } from '../../../../shared/undo-history';
import { applyMailEdit, type MailEdit } from './edits';

export type MailHistory = UndoHistory<UndoEntry<MailEdit>, MailEdit>;

interface Step {
  document: BlockDocument;
  history: MailHistory;
  /** The edit that was made. */
  edit: MailEdit;
}

/** Takes the last change back; null if there is none. */
export const undone = (document: BlockDocument, { undo, redo }: MailHistory): Step | null =>
  stepBy(document, undo.at(-1)?.inverse, (inverse) => ({
    undo: undo.slice(0, -1),
    redo: [...redo, inverse],
  }));

/** Makes the change again that was taken back last; null if there is none. @param at the time, in ms since 1970 */
export const redone = (document: BlockDocument, { undo, redo }: MailHistory, at: number): Step | null =>
  stepBy(document, redo.at(-1), (inverse) => ({
    undo: [...undo, { inverse, at }],
    redo: redo.slice(0, -1),
  }));

function stepBy(
  document: BlockDocument,
  edit: MailEdit | undefined,
  historyAfter: (inverse: MailEdit) => MailHistory,
): Step | null {
  if (!edit) return null;
  const applied = applyMailEdit(document, edit);
  return applied.ok ? { document: applied.document, history: historyAfter(applied.inverse), edit } : null;
}
