import type { Position, WorkflowEdit } from '@linkflow/contracts';
import type { EditResult, WorkflowState } from './edit.types';
import { refuse } from './edit-texts';
import { insertedAt, removedAt, replacedAt } from './lists';

export function move(
  { document, layout }: WorkflowState,
  positions: Readonly<Record<string, Position | null>>,
): EditResult {
  const next = new Map(Object.entries(layout.positions));
  const before = new Map<string, Position | null>();
  for (const [nodeId, position] of Object.entries(positions)) {
    if (!document.nodes.some((node) => node.id === nodeId)) return refuse('edit.unknown-node', { nodeId });
    before.set(nodeId, next.get(nodeId) ?? null);
    if (position) next.set(nodeId, position);
    else next.delete(nodeId);
  }
  return {
    ok: true,
    document,
    layout: { ...layout, positions: Object.fromEntries(next) },
    inverse: { op: 'move', positions: Object.fromEntries(before) },
  };
}

/** Puts a note down, or changes the one with this id where it is. */
export function setNote(
  { document, layout }: WorkflowState,
  { note, at }: Extract<WorkflowEdit, { op: 'set-note' }>,
): EditResult {
  const index = layout.notes.findIndex((other) => other.id === note.id);
  const before = layout.notes[index];
  const notes = before ? replacedAt(layout.notes, index, note) : insertedAt(layout.notes, note, at);
  return {
    ok: true,
    document,
    layout: { ...layout, notes },
    inverse: before ? { op: 'set-note', note: before } : { op: 'remove-note', noteId: note.id },
  };
}

export function removeNote({ document, layout }: WorkflowState, noteId: string): EditResult {
  const at = layout.notes.findIndex((note) => note.id === noteId);
  const note = layout.notes[at];
  if (!note) return refuse('edit.unknown-note');
  return {
    ok: true,
    document,
    layout: { ...layout, notes: removedAt(layout.notes, at) },
    inverse: { op: 'set-note', note, at },
  };
}
