import type { FactDescriptor, NodeDescriptor, WorkflowDocument } from '@linkflow/contracts';

/**
 * The facts that earlier steps give at a node: `steps.<id>.<name>` for every output of every node that can come before it.
 * A step that was not taken leaves its facts unknown.
 */
export function stepFactsAt(
  document: WorkflowDocument,
  nodeId: string,
  catalogue: readonly NodeDescriptor[],
): FactDescriptor[] {
  throw new Error(`not there yet: ${JSON.stringify([document, nodeId, catalogue])}`);
}
