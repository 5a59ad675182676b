import type { WorkflowDocument, WorkflowEdit, WorkflowLayout } from '@linkflow/contracts';

/**
 * What takes a change back: an edit, the former address of the link (part of the draft, but not of the graph), or a whole
 * draft where somebody else's was taken over.
 */
export type Inverse =
  | { kind: 'edit'; edit: WorkflowEdit }
  | { kind: 'url'; url: string }
  | { kind: 'draft'; url: string; document: WorkflowDocument; layout: WorkflowLayout };

export interface HistoryEntry {
  inverse: Inverse;
  /** Changes with the same key that follow each other quickly are one step back: a typing burst, a drag. */
  burst: string | null;
  at: number;
}

export interface History {
  undo: readonly HistoryEntry[];
  redo: readonly Inverse[];
}

export const EMPTY_HISTORY: History = { undo: [], redo: [] };

/** Changes of one burst that lie further apart than this (ms) are taken back one by one. */
export const BURST_MS = 1_000;
const DEPTH = 200;

/** Notes a change; whatever had been taken back can no longer be done again. */
export function record(history: History, inverse: Inverse, burst: string | null, now: number): History {
  const last = history.undo.at(-1);
  const continues = last && burst !== null && last.burst === burst && now - last.at <= BURST_MS;
  if (continues) {
    const merged: HistoryEntry = { inverse: merge(last.inverse, inverse), burst, at: now };
    return { undo: [...history.undo.slice(0, -1), merged], redo: [] };
  }
  return { undo: [...history.undo, { inverse, burst, at: now }].slice(-DEPTH), redo: [] };
}

export function takeUndo(history: History): { inverse: Inverse; rest: History } | null {
  const last = history.undo.at(-1);
  return last ? { inverse: last.inverse, rest: { ...history, undo: history.undo.slice(0, -1) } } : null;
}

export function takeRedo(history: History): { inverse: Inverse; rest: History } | null {
  const last = history.redo.at(-1);
  return last ? { inverse: last, rest: { ...history, redo: history.redo.slice(0, -1) } } : null;
}

export function undone(rest: History, again: Inverse): History {
  return { undo: rest.undo, redo: [...rest.redo, again] };
}

export function redone(rest: History, back: Inverse, now: number): History {
  return { undo: [...rest.undo, { inverse: back, burst: null, at: now }], redo: rest.redo };
}

/** The way back over two changes in a row: the newer one first, unless the older one alone restores everything. */
function merge(older: Inverse, newer: Inverse): Inverse {
  if (older.kind !== 'edit' || newer.kind !== 'edit') return older;
  if (restoresAlone(older.edit, newer.edit)) return older;
  const tail = older.edit.op === 'batch' ? older.edit.edits : [older.edit];
  const head = newer.edit.op === 'batch' ? newer.edit.edits : [newer.edit];
  return { kind: 'edit', edit: { op: 'batch', edits: [...head, ...tail] } };
}

function restoresAlone(older: WorkflowEdit, newer: WorkflowEdit): boolean {
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
