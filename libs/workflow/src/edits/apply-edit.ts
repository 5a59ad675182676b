import type { NodeDescriptor, WorkflowEdit } from '@linkflow/contracts';
import type { EditResult, WorkflowState } from './edit.types';

/**
 * Applies one edit. Pure; what the edit doesn't touch is shared with the state it came from. The inverse, applied to the
 * result, gives that state back.
 * @param catalogue with it, edges of ports that an edit does away with go too, and an edge from a port that doesn't exist is refused
 */
export function applyEdit(
  state: WorkflowState,
  edit: WorkflowEdit,
  catalogue?: readonly NodeDescriptor[],
): EditResult {
  throw new Error(`not there yet: ${JSON.stringify([state, edit, catalogue])}`);
}
