import type { WorkflowEdit } from '@linkflow/contracts';
import type { Draft } from './draft';

/**
 * Reverts a change: the inverse edit, or the previous draft if the change was not an edit of the graph (for example of the
 * URL).
 */
export type Inverse = WorkflowEdit | Draft;

interface HistoryEntry {
  inverse: Inverse;
  /**
   * Changes with the same key, each within `MERGE_WINDOW_MS` after the previous one, become one undo step (for example while
   * the user types). Only the inverse of the first change is kept, so all of them must change the same values.
   */
  mergeKey?: string;
  /** Time of the (last merged) change, in ms since 1970. */
  at: number;
}

/** Undo and redo stacks. The last entry of each is applied next. */
export interface History {
  undo: readonly HistoryEntry[];
  redo: readonly Inverse[];
}

export const EMPTY_HISTORY: History = { undo: [], redo: [] };

export const MERGE_WINDOW_MS = 1_000;
const MAX_ENTRIES = 200;

/**
 * Adds a change to the undo stack, or merges it with the last one (see `mergeKey`), and clears the redo stack. Keeps the last
 * `MAX_ENTRIES` changes.
 */
export function record({ undo }: History, entry: HistoryEntry): History {
  const last = undo.at(-1);
  const continues =
    last &&
    entry.mergeKey !== undefined &&
    last.mergeKey === entry.mergeKey &&
    entry.at - last.at <= MERGE_WINDOW_MS;
  if (continues) return { undo: [...undo.slice(0, -1), { ...last, at: entry.at }], redo: [] };
  return { undo: [...undo, entry].slice(-MAX_ENTRIES), redo: [] };
}
