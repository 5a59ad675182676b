/** What happened to a list of things that are added, removed and moved one by one. */
export interface ListChange {
  kind: 'added' | 'removed' | 'moved';
  id: string;
  /** The place of what was added or moved, counted from 1. */
  place: number;
  /** How many there are afterwards. */
  count: number;
}

/** Compares the ids of a list before and after a change. Null if both have the same order. Of several changes, the first is told. */
export function listChange(before: readonly string[], after: readonly string[]): ListChange | null {
  const change = (kind: ListChange['kind'], id: string): ListChange => ({
    kind,
    id,
    place: after.indexOf(id) + 1,
    count: after.length,
  });
  const added = after.find((id) => !before.includes(id));
  if (added !== undefined) return change('added', added);
  const removed = before.find((id) => !after.includes(id));
  if (removed !== undefined) return change('removed', removed);
  const moved = after.find((id, place) => before[place] !== id && movesTo(before, after, id));
  return moved === undefined ? null : change('moved', moved);
}

/** True if the lists are the same apart from the place of this one. */
function movesTo(before: readonly string[], after: readonly string[], id: string): boolean {
  const rest = after.filter((other) => other !== id);
  return before.filter((other) => other !== id).every((other, place) => other === rest[place]);
}
