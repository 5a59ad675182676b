import type { NodeDescriptor, WorkflowEdit, Position } from '@linkflow/contracts';
import { refuse, insertedAt, removedAt, replacedAt } from './edit-result';
import type { EditResult, WorkflowState } from './edit-result';
import { connect, disconnect, addNode, changeNode, removeNode } from './graph-edits';

/**
 * Applies one edit. Pure; unchanged parts are shared with the previous state. The inverse restores the previous state exactly, including the order
 * of lists.
 *
 * Refuses edits that would create a cycle, a second edge from a port, an edge into the trigger, a second trigger or a duplicate id. If a
 * stored document has such a fault, an inverse that would restore it is refused too.
 * @param catalogue if given, edges from ports that the edit removes are removed too, and an edge from an unknown port is refused
 */
export function applyEdit(
  state: WorkflowState,
  edit: WorkflowEdit,
  catalogue: readonly NodeDescriptor[] = [],
): EditResult {
  switch (edit.op) {
    case 'add-node':
      return addNode(state, edit);
    case 'remove-node':
      return removeNode(state, edit.nodeId);
    case 'set-params':
    case 'set-label':
    case 'set-disabled':
    case 'set-policy':
    case 'set-repeat':
      return changeNode(state, edit, catalogue);
    case 'connect':
      return connect(state, edit, catalogue);
    case 'disconnect':
      return disconnect(state, edit.edgeId);
    case 'move':
      return move(state, edit.positions);
    case 'set-note':
      return setNote(state, edit);
    case 'remove-note':
      return removeNote(state, edit.noteId);
    case 'batch':
      return applyAll(state, edit.edits, catalogue);
  }
}

/** Applies all edits or none. The inverse undoes them in reverse order. */
function applyAll(
  state: WorkflowState,
  edits: readonly WorkflowEdit[],
  catalogue: readonly NodeDescriptor[],
): EditResult {
  let { document, layout } = state;
  const inverses: WorkflowEdit[] = [];
  for (const edit of edits) {
    const result = applyEdit({ document, layout }, edit, catalogue);
    if (!result.ok) return result;
    ({ document, layout } = result);
    inverses.unshift(result.inverse);
  }
  return { ok: true, document, layout, inverse: { op: 'batch', edits: inverses } };
}

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

/** Adds a note, or replaces the note with this id at its index. */
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
