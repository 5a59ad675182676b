import type { NodeDescriptor, FactDescriptor, RefKind, WorkflowDocument } from '@linkflow/contracts';

/** Something outside of the workflow that a node points to. */
export interface Reference {
  nodeId: string;
  /** Dot path inside the node's params. */
  path: string;
  kind: RefKind;
  id: string;
}

/** Everything that a document points to by id, so that the caller can see what of it is still there. */
export function referencesOf(
  document: WorkflowDocument,
  catalogue: readonly NodeDescriptor[],
  facts: readonly FactDescriptor[] = [],
): Reference[] {
  throw new Error(`not there yet: ${JSON.stringify([document, catalogue, facts])}`);
}
