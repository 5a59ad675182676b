import type { WorkflowDocument, WorkflowEdit, WorkflowLayout } from '@linkflow/contracts';

/** What reverts a change: an edit, the previous URL (part of the draft, but not of the graph), or a whole draft. */
export type Inverse =
  | { kind: 'edit'; edit: WorkflowEdit }
  | { kind: 'url'; url: string }
  | { kind: 'draft'; url: string; document: WorkflowDocument; layout: WorkflowLayout };

interface HistoryEntry {
  inverse: Inverse;
  /** Changes with the same key within `MERGE_WINDOW_MS` become one undo step, for example while typing or dragging. */
  mergeKey: string | null;
  at: number;
}

export interface History {
  undo: readonly HistoryEntry[];
  redo: readonly Inverse[];
}

export const EMPTY_HISTORY: History = { undo: [], redo: [] };

export const MERGE_WINDOW_MS = 1_000;
const MAX_ENTRIES = 200;

/** Adds a change and clears the redo stack. */
export function record(history: History, entry: HistoryEntry): History {
  const { inverse, mergeKey, at } = entry;
  const last = history.undo.at(-1);
  const continues =
    last && mergeKey !== null && last.mergeKey === mergeKey && at - last.at <= MERGE_WINDOW_MS;
  if (continues) {
    const merged: HistoryEntry = { inverse: mergeInverses(last.inverse, inverse), mergeKey, at };
    return { undo: [...history.undo.slice(0, -1), merged], redo: [] };
  }
  return { undo: [...history.undo, entry].slice(-MAX_ENTRIES), redo: [] };
}

export function popUndo(history: History): { inverse: Inverse; rest: History } | null {
  const last = history.undo.at(-1);
  return last ? { inverse: last.inverse, rest: { ...history, undo: history.undo.slice(0, -1) } } : null;
}

export function popRedo(history: History): { inverse: Inverse; rest: History } | null {
  const last = history.redo.at(-1);
  return last ? { inverse: last, rest: { ...history, redo: history.redo.slice(0, -1) } } : null;
}

export function pushRedo(rest: History, again: Inverse): History {
  return { undo: rest.undo, redo: [...rest.redo, again] };
}

export function pushUndo(rest: History, back: Inverse, now: number): History {
  return { undo: [...rest.undo, { inverse: back, mergeKey: null, at: now }], redo: rest.redo };
}

/** Combines the inverses of two successive changes: the newer first, or only the older if it restores both. */
function mergeInverses(older: Inverse, newer: Inverse): Inverse {
  if (older.kind !== 'edit' || newer.kind !== 'edit') return older;
  if (olderRestoresBoth(older.edit, newer.edit)) return older;
  const tail = older.edit.op === 'batch' ? older.edit.edits : [older.edit];
  const head = newer.edit.op === 'batch' ? newer.edit.edits : [newer.edit];
  return { kind: 'edit', edit: { op: 'batch', edits: [...head, ...tail] } };
}

function olderRestoresBoth(older: WorkflowEdit, newer: WorkflowEdit): boolean {
  if (older.op === 'move' && newer.op === 'move') {
    return Object.keys(newer.positions).every((id) => id in older.positions);
  }
  if (older.op !== newer.op) return false;
  switch (older.op) {
    case 'set-params':
    case 'set-label':
    case 'set-disabled':
    case 'set-policy':
    case 'set-repeat':
      return 'nodeId' in newer && older.nodeId === newer.nodeId;
    default:
      return false;
  }
}
