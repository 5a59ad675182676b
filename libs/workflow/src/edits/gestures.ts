import { TRIGGER } from '@linkflow/contracts';
import type { NodeDescriptor, Position, WorkflowEdit, WorkflowNode } from '@linkflow/contracts';
import { edgesFrom, graphOf, successorOf } from '../graph/graph';
import { passPortOf } from '../graph/ports';
import { applyEdit } from './apply-edit';
import type { Batch } from './clipboard';
import type { WorkflowState } from './edit.types';
import { ownValue } from './lists';

/** What gestures need from outside. */
export interface GestureContext {
  catalogue: readonly NodeDescriptor[];
  /** Gives a new id for an edge, different each time. */
  newId: () => string;
}

/** How far below its predecessor a new node is put when nobody says where. */
const ROW = 150;

/**
 * Puts a new node behind a port. What was there before comes after the new node's main outlet; where it has none (a stop, a
 * redirect) it is cut off.
 * @param context.position where to draw it; absent: below the node before it
 */
export function insertAfter(
  { document, layout }: WorkflowState,
  after: { node: string; port: string },
  node: WorkflowNode,
  context: GestureContext & { position?: Position },
): Batch {
  const before = ownValue(layout.positions, after.node);
  const position = context.position ?? (before && { x: before.x, y: before.y + ROW });
  const edge = edgesFrom(graphOf(document), after.node).get(after.port);
  const onward = passPortOf(descriptorOf(node, context), node);
  const edits: WorkflowEdit[] = [];
  if (edge) edits.push({ op: 'disconnect', edgeId: edge.id });
  edits.push({ op: 'add-node', node, ...(position ? { position } : {}) });
  edits.push({ op: 'connect', edge: { id: edge?.id ?? context.newId(), from: after, to: node.id } });
  if (edge && onward !== null) {
    edits.push({
      op: 'connect',
      edge: { id: context.newId(), from: { node: node.id, port: onward }, to: edge.to },
    });
  }
  return { op: 'batch', edits };
}

/** Takes nodes out and joins what came before each to what came after its main outlet. The trigger and unknown ids are left alone. */
export function removeAndHeal(
  state: WorkflowState,
  nodeIds: readonly string[],
  context: Pick<GestureContext, 'catalogue'>,
): Batch {
  const edits: WorkflowEdit[] = [];
  let current = state;
  for (const nodeId of nodeIds) {
    const removal = removeOne(current, nodeId, context);
    const result = applyEdit(current, { op: 'batch', edits: removal }, context.catalogue);
    if (!result.ok) continue;
    current = result;
    edits.push(...removal);
  }
  return { op: 'batch', edits };
}

function removeOne(
  { document }: WorkflowState,
  nodeId: string,
  context: Pick<GestureContext, 'catalogue'>,
): WorkflowEdit[] {
  const graph = graphOf(document);
  const node = graph.nodes.get(nodeId);
  if (!node || node.type === TRIGGER) return [];
  const onward = passPortOf(descriptorOf(node, context), node);
  const target = onward === null ? null : successorOf(graph, nodeId, onward);
  const edits: WorkflowEdit[] = [{ op: 'remove-node', nodeId }];
  if (target === null) return edits;
  for (const edge of graph.incoming.get(nodeId) ?? [])
    edits.push({ op: 'connect', edge: { ...edge, to: target } });
  return edits;
}

function descriptorOf(node: WorkflowNode, { catalogue }: Pick<GestureContext, 'catalogue'>) {
  return catalogue.find((descriptor) => descriptor.type === node.type);
}
