import type { WorkflowEdit } from '@linkflow/contracts';
import type { Draft } from './draft';

/** What reverts a change: an edit, or the previous draft if the change was not an edit of the graph. */
export type Inverse = WorkflowEdit | Draft;

interface HistoryEntry {
  inverse: Inverse;
  /**
   * Changes with the same key within `MERGE_WINDOW_MS` become one undo step, for example while typing. They must change the
   * same values, so that the first inverse restores all of them.
   */
  mergeKey?: string;
  /** Time of the change, in ms. */
  at: number;
}

/** Undo and redo stacks, the next entry last. */
export interface History {
  undo: readonly HistoryEntry[];
  redo: readonly Inverse[];
}

export const EMPTY_HISTORY: History = { undo: [], redo: [] };

export const MERGE_WINDOW_MS = 1_000;
const MAX_ENTRIES = 200;

/** Adds a change and clears the redo stack. */
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
