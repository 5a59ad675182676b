import type { NodeDescriptor, Position, WorkflowEdge, WorkflowEdit, WorkflowNode } from '@linkflow/contracts';
import type { WorkflowState } from './edit.types';

/** What gestures need from outside. */
export interface GestureContext {
  catalogue: readonly NodeDescriptor[];
  /** Gives a new id for a node or edge, different each time. */
  newId: () => string;
}

/** Nodes with the edges between them, as they lie on a clipboard. */
export interface WorkflowClipboard {
  nodes: WorkflowNode[];
  edges: WorkflowEdge[];
  positions: Record<string, Position>;
}

/** Puts a new node behind a port; what was there before comes after the new node's main outlet. */
export function insertAfter(
  state: WorkflowState,
  after: { node: string; port: string },
  node: WorkflowNode,
  context: GestureContext & { position?: Position },
): WorkflowEdit & { op: 'batch' } {
  throw new Error(`not there yet: ${JSON.stringify([state, after, node, context])}`);
}

/** Takes nodes out and joins what came before them to what came after their main outlet. */
export function removeAndHeal(
  state: WorkflowState,
  nodeIds: readonly string[],
  context: GestureContext,
): WorkflowEdit & { op: 'batch' } {
  throw new Error(`not there yet: ${JSON.stringify([state, nodeIds, context])}`);
}

/** Copies nodes, the trigger left out, with the edges between them. */
export function copyNodes(state: WorkflowState, nodeIds: readonly string[]): WorkflowClipboard {
  throw new Error(`not there yet: ${JSON.stringify([state, nodeIds])}`);
}

/** Adds the nodes of a clipboard under new ids. */
export function pasteNodes(
  clipboard: WorkflowClipboard,
  context: { newId: () => string; offset?: Position },
): WorkflowEdit & { op: 'batch' } {
  throw new Error(`not there yet: ${JSON.stringify([clipboard, context])}`);
}

/** Copy and paste in one. */
export function duplicateNodes(
  state: WorkflowState,
  nodeIds: readonly string[],
  context: { newId: () => string; offset?: Position },
): WorkflowEdit & { op: 'batch' } {
  return pasteNodes(copyNodes(state, nodeIds), context);
}
