import { isTriggerType } from '@linkflow/contracts';
import type { NodeDescriptor, Position, WorkflowEdit, WorkflowNode } from '@linkflow/contracts';
import { stepOfFact, STEPS_PREFIX } from '../conditions/step-facts';
import { edgesFrom, graphOf, successorOf, passPortOf } from '../graph';
import { renameFactsInText } from '../merge-text';
import { applyEdit } from './apply-edit';
import type { WorkflowClipboard } from './clipboard';
import { ownValue } from './edit-result';
import type { WorkflowState } from './edit-result';

/** What gestures need in addition to the state. A gesture is one action of a person on the canvas that consists of several edits. */
export interface GestureContext {
  catalogue: readonly NodeDescriptor[];
  /** Returns a new unique id for an edge. */
  newId: () => string;
}

/** Default vertical distance of a new node from its predecessor, in px. */
const ROW_HEIGHT = 150;

/**
 * Inserts a node after a port. If the port led to another node before, the default port of the new node leads to that node afterwards. If
 * the new node has no ports (stop, redirect), the other node loses this connection.
 * @param context.position position of the new node; by default below the preceding node
 */
export function insertAfter(
  { document, layout }: WorkflowState,
  after: { node: string; port: string },
  node: WorkflowNode,
  context: GestureContext & { position?: Position },
): Batch {
  const before = ownValue(layout.positions, after.node);
  const position = context.position ?? (before && { x: before.x, y: before.y + ROW_HEIGHT });
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

/** Removes nodes, and connects the predecessors of each to the node after its default port. Ignores the trigger and unknown ids. */
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
  if (!node || isTriggerType(node.type)) return [];
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

/** The edits of one gesture. */
export type Batch = Extract<WorkflowEdit, { op: 'batch' }>;

/** What pasting needs: new ids, and the offset of the pasted nodes from the copied ones. */
export interface PasteContext {
  /** Returns a new unique id for a node or an edge. */
  newId: () => string;
  offset?: Position;
}

/** Copies nodes, except the trigger, and the edges between them. */
export function copyNodes(
  { document, layout }: WorkflowState,
  nodeIds: readonly string[],
): WorkflowClipboard {
  const nodes = document.nodes.filter((node) => nodeIds.includes(node.id) && !isTriggerType(node.type));
  const ids = new Set(nodes.map((node) => node.id));
  return {
    nodes,
    edges: document.edges.filter((edge) => ids.has(edge.from.node) && ids.has(edge.to)),
    positions: Object.fromEntries(
      [...ids].flatMap((id) => {
        const position = ownValue(layout.positions, id);
        return position ? [[id, position]] : [];
      }),
    ),
  };
}

/** Adds the nodes of a clipboard with new ids. Their conditions and texts that use outputs of pasted nodes refer to the new ids. */
export function pasteNodes(
  clipboard: WorkflowClipboard,
  { newId, offset = { x: 40, y: 40 } }: PasteContext,
): Batch {
  const nodes = clipboard.nodes.filter((node) => !isTriggerType(node.type));
  const newIds = new Map(nodes.map((node) => [node.id, newId()]));
  const edits: WorkflowEdit[] = nodes.map((node) => {
    const id = newIds.get(node.id) ?? newId();
    const at = ownValue(clipboard.positions, node.id);
    const position = at ? { position: { x: at.x + offset.x, y: at.y + offset.y } } : {};
    return { op: 'add-node', node: { ...node, id, params: renamed(node.params, newIds) }, ...position };
  });
  for (const edge of clipboard.edges) {
    const from = newIds.get(edge.from.node);
    const to = newIds.get(edge.to);
    if (from === undefined || to === undefined) continue;
    edits.push({ op: 'connect', edge: { id: newId(), from: { node: from, port: edge.from.port }, to } });
  }
  return { op: 'batch', edits };
}

/** Copies nodes and pastes the copies, without the clipboard. */
export function duplicateNodes(
  state: WorkflowState,
  nodeIds: readonly string[],
  context: PasteContext,
): Batch {
  return pasteNodes(copyNodes(state, nodeIds), context);
}

function renamed(
  params: Record<string, unknown>,
  newIds: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const rename = (fact: string): string => {
    const oldId = stepOfFact(fact);
    const id = oldId === null ? undefined : newIds.get(oldId);
    return oldId === null || id === undefined
      ? fact
      : `${STEPS_PREFIX}${id}${fact.slice(STEPS_PREFIX.length + oldId.length)}`;
  };
  const visit = (value: unknown, key?: string): unknown => {
    if (typeof value === 'string') return key === 'fact' ? rename(value) : renameFactsInText(value, rename);
    if (Array.isArray(value)) return value.map((item) => visit(item));
    return typeof value === 'object' && value !== null ? visitRecord(value) : value;
  };
  const visitRecord = (record: object): Record<string, unknown> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, visit(value, key)]));
  return visitRecord(params);
}
