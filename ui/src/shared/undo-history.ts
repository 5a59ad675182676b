/** A change that can be undone. */
export interface UndoEntry<Inverse> {
  /** Reverts the change. */
  inverse: Inverse;
  /**
   * Changes with the same key, each within `MERGE_WINDOW_MS` after the previous one, become one undo step (for example while
   * the user types). Only the inverse of the first change is kept, so all of them must change the same values.
   */
  mergeKey?: string | undefined;
  /** Time of the (last merged) change, in ms since 1970. */
  at: number;
}

/** Undo and redo stacks. The last entry of each is applied next. */
export interface UndoHistory<Undo, Redo> {
  undo: readonly Undo[];
  redo: readonly Redo[];
}

export const EMPTY_HISTORY: UndoHistory<never, never> = { undo: [], redo: [] };

export const MERGE_WINDOW_MS = 1_000;
const MAX_ENTRIES = 200;

/**
 * Adds a change to the undo stack, or merges it with the last one (see `mergeKey`), and clears the redo stack. Keeps the last
 * `MAX_ENTRIES` changes.
 * @param canMerge false if the last change must stay a step of its own
 */
export function recordChange<Entry extends UndoEntry<unknown>>(
  { undo }: Pick<UndoHistory<Entry, unknown>, 'undo'>,
  entry: Entry,
  canMerge: (last: Entry) => boolean = () => true,
): UndoHistory<Entry, never> {
  const last = undo.at(-1);
  const continues =
    last !== undefined &&
    entry.mergeKey !== undefined &&
    last.mergeKey === entry.mergeKey &&
    canMerge(last) &&
    entry.at - last.at <= MERGE_WINDOW_MS;
  if (continues) return { undo: [...undo.slice(0, -1), { ...last, at: entry.at }], redo: [] };
  return { undo: [...undo, entry].slice(-MAX_ENTRIES), redo: [] };
}
