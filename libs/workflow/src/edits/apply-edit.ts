import type { NodeDescriptor, WorkflowEdit } from '@linkflow/contracts';
import type { EditResult, WorkflowState } from './edit.types';
import { connect, disconnect } from './edge-edits';
import { move, removeNote, setNote } from './layout-edits';
import { addNode, changeNode, removeNode } from './node-edits';

/**
 * Applies one edit. Pure; what the edit doesn't touch is shared with the state it came from. The inverse, applied to the
 * result, gives that state back, the order of its lists too.
 *
 * No edit makes a circle, a second arrow from one outlet, an arrow into the trigger, a second trigger, or an id twice. Only a
 * document that was stored with such a fault can have one, and an inverse that would bring it back is refused.
 * @param catalogue with it, arrows from outlets that an edit does away with go too, and one from an outlet that doesn't exist is refused
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

/** All or none; the inverse takes them back from the last to the first. */
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
