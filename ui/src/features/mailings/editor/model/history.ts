import type { BlockDocument } from '@linkflow/contracts';
import { applyMailEdit, type MailEdit } from './edits';

interface Entry {
  /** Reverts the change. */
  inverse: MailEdit;
  /** Changes with the same key that follow each other within `MERGE_WINDOW_MS` are one step, such as typing. */
  mergeKey?: string | undefined;
  /** Time of the change, or of the last one that was merged into it, in ms since 1970. */
  at: number;
}

/** Steps that can be undone and redone. The last entry of each is applied next. */
export interface MailHistory {
  undo: readonly Entry[];
  redo: readonly MailEdit[];
}

export const NO_HISTORY: MailHistory = { undo: [], redo: [] };

export const MERGE_WINDOW_MS = 1_000;
const MAX_STEPS = 200;

/** Adds a change. A change with the key of the last one keeps only the inverse of the first, so both must change the same block. */
export function recorded({ undo }: MailHistory, entry: Entry): MailHistory {
  const last = undo.at(-1);
  const continues =
    last?.mergeKey !== undefined && last.mergeKey === entry.mergeKey && entry.at - last.at <= MERGE_WINDOW_MS;
  if (continues) return { undo: [...undo.slice(0, -1), { ...last, at: entry.at }], redo: [] };
  return { undo: [...undo, entry].slice(-MAX_STEPS), redo: [] };
}

interface Step {
  document: BlockDocument;
  history: MailHistory;
  /** The edit that was made. */
  edit: MailEdit;
}

/** Takes the last change back; null if there is none. */
export function undone(document: BlockDocument, { undo, redo }: MailHistory): Step | null {
  const edit = undo.at(-1)?.inverse;
  if (!edit) return null;
  const applied = applyMailEdit(document, edit);
  if (!applied.ok) return null;
  const history = { undo: undo.slice(0, -1), redo: [...redo, applied.inverse] };
  return { document: applied.document, history, edit };
}

/** Makes the change again that was taken back last; null if there is none. @param at the time, in ms since 1970 */
export function redone(document: BlockDocument, { undo, redo }: MailHistory, at: number): Step | null {
  const edit = redo.at(-1);
  if (!edit) return null;
  const applied = applyMailEdit(document, edit);
  if (!applied.ok) return null;
  const history = { undo: [...undo, { inverse: applied.inverse, at }], redo: redo.slice(0, -1) };
  return { document: applied.document, history, edit };
}
