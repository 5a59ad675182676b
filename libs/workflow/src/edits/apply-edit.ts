import { TRIGGER, isTriggerType } from '@linkflow/contracts';
import type { NodeDescriptor, Position, WorkflowEdge, WorkflowEdit, WorkflowNode } from '@linkflow/contracts';
import { portsOf, graphOf, successorOf, wouldCycle } from '../graph';
import { refuse, insertedAt, ownValue, removedAt, replacedAt, without } from './edit-result';
import type { EditResult, WorkflowState } from './edit-result';

/**
 * Applies one edit. Pure; the new state shares unchanged parts with the previous state. The result contains the inverse edit, which
 * restores the previous state exactly, including the order of lists.
 *
 * Refuses edits that would create a cycle, a second edge from a port, an edge into the trigger, a second trigger or a duplicate id. If
 * the previous state had such a fault and the edit removed it, the inverse edit is refused too.
 * @param catalogue if given, an edit that removes ports of a node also removes the edges from them, and an edge from an unknown port is
 * refused
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

/** Applies all edits, or none if one is refused. The inverse undoes the edits in reverse order. */
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

function move(
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

/** Adds a note at the index `at`, or replaces an existing note with the same id without moving it. */
function setNote(
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

function removeNote({ document, layout }: WorkflowState, noteId: string): EditResult {
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

function addNode(
  { document, layout }: WorkflowState,
  { node, position, at }: Extract<WorkflowEdit, { op: 'add-node' }>,
): EditResult {
  if (document.nodes.some((other) => other.id === node.id))
    return refuse('graph.duplicate-id', { nodeId: node.id });
  // The trigger has the id TRIGGER and a type of triggers. A node may have both or neither, and only one node may have both.
  if (isTriggerType(node.type) || node.id === TRIGGER) {
    const hasTrigger = document.nodes.some((other) => isTriggerType(other.type) || other.id === TRIGGER);
    if (hasTrigger || !isTriggerType(node.type) || node.id !== TRIGGER)
      return refuse('graph.many-triggers', { nodeId: node.id });
  }
  return {
    ok: true,
    document: { ...document, nodes: insertedAt(document.nodes, node, at) },
    layout: position ? { ...layout, positions: { ...layout.positions, [node.id]: position } } : layout,
    inverse: { op: 'remove-node', nodeId: node.id },
  };
}

function removeNode({ document, layout }: WorkflowState, nodeId: string): EditResult {
  const at = document.nodes.findIndex((node) => node.id === nodeId);
  const node = document.nodes[at];
  if (!node) return refuse('edit.unknown-node', { nodeId });
  if (isTriggerType(node.type)) return refuse('edit.trigger-stays', { nodeId });
  const { kept, restore } = dropEdges(
    document.edges,
    (edge) => edge.from.node === nodeId || edge.to === nodeId,
  );
  const position = ownValue(layout.positions, nodeId);
  const add: WorkflowEdit = { op: 'add-node', node, at, ...(position ? { position } : {}) };
  return {
    ok: true,
    document: {
      ...document,
      nodes: removedAt(document.nodes, at),
      edges: restore.length > 0 ? kept : document.edges,
    },
    layout: position ? { ...layout, positions: without(layout.positions, nodeId) } : layout,
    inverse: restore.length > 0 ? { op: 'batch', edits: [add, ...restore] } : add,
  };
}

type NodeChange = Extract<
  WorkflowEdit,
  { op: 'set-params' | 'set-label' | 'set-disabled' | 'set-policy' | 'set-repeat' }
>;

/** Changes one property of a node. If that removes ports, the edges from these ports are removed too; the inverse edit restores them. */
function changeNode(
  { document, layout }: WorkflowState,
  edit: NodeChange,
  catalogue: readonly NodeDescriptor[],
): EditResult {
  const at = document.nodes.findIndex((node) => node.id === edit.nodeId);
  const before = document.nodes[at];
  if (!before) return refuse('edit.unknown-node', { nodeId: edit.nodeId });
  const after = changed(before, edit);
  const descriptor = catalogue.find((entry) => entry.type === before.type);
  const lost = lostPorts(before, after, descriptor);
  const { kept, restore } = dropEdges(
    document.edges,
    (edge) => edge.from.node === before.id && lost.has(edge.from.port),
  );
  const undo = undoOf(before, edit);
  return {
    ok: true,
    document: {
      ...document,
      nodes: replacedAt(document.nodes, at, after),
      edges: restore.length > 0 ? kept : document.edges,
    },
    layout,
    inverse: restore.length > 0 ? { op: 'batch', edits: [undo, ...restore] } : undo,
  };
}

/** For each edit: the property of a node that it sets, and the value (`absent`) with which it removes the property. */
const PROPERTIES = {
  'set-params': { name: 'params', absent: undefined },
  'set-label': { name: 'label', absent: null },
  'set-disabled': { name: 'disabled', absent: false },
  'set-policy': { name: 'policy', absent: null },
  'set-repeat': { name: 'repeat', absent: null },
} as const satisfies Record<NodeChange['op'], { name: keyof WorkflowNode; absent: unknown }>;

/** Returns the changed node. The value `absent` removes the property, so that undoing an edit restores an identical document. */
function changed(node: WorkflowNode, edit: NodeChange): WorkflowNode {
  const { name, absent } = PROPERTIES[edit.op];
  const { op: _op, nodeId: _nodeId, ...change } = edit;
  const [value] = Object.values(change);
  // The assertion is safe: the schema of the edit ensures that the value has the type of the property.
  return (value === absent ? without(node, name) : { ...node, ...change }) as WorkflowNode;
}

function undoOf(node: WorkflowNode, edit: NodeChange): WorkflowEdit {
  const { name, absent } = PROPERTIES[edit.op];
  return { ...edit, [name]: node[name] ?? absent };
}

function lostPorts(
  before: WorkflowNode,
  after: WorkflowNode,
  descriptor: NodeDescriptor | undefined,
): ReadonlySet<string> {
  const left = new Set(portsOf(descriptor, after).map((port) => port.id));
  return new Set(
    portsOf(descriptor, before)
      .map((port) => port.id)
      .filter((id) => !left.has(id)),
  );
}

function connect(
  { document, layout }: WorkflowState,
  { edge, at }: Extract<WorkflowEdit, { op: 'connect' }>,
  catalogue: readonly NodeDescriptor[],
): EditResult {
  const graph = graphOf(document);
  const { node, port } = edge.from;
  const from = graph.nodes.get(node);
  if (!from) return refuse('edit.unknown-node', { nodeId: node });
  const to = graph.nodes.get(edge.to);
  if (!to) return refuse('edit.unknown-node', { nodeId: edge.to });
  if (isTriggerType(to.type)) return refuse('graph.into-trigger', { nodeId: node });
  if (document.edges.some((other) => other.id === edge.id))
    return refuse('graph.duplicate-id', { edgeId: edge.id });
  if (successorOf(graph, node, port) !== null) return refuse('graph.port-taken', { nodeId: node });
  if (wouldCycle(graph, node, edge.to)) return refuse('graph.cycle', { nodeId: node });
  const descriptor = catalogue.find((entry) => entry.type === from.type);
  if (descriptor && !portsOf(descriptor, from).some((entry) => entry.id === port)) {
    return refuse('graph.unknown-port', { nodeId: node });
  }
  return {
    ok: true,
    document: { ...document, edges: insertedAt(document.edges, edge, at) },
    layout,
    inverse: { op: 'disconnect', edgeId: edge.id },
  };
}

function disconnect({ document, layout }: WorkflowState, edgeId: string): EditResult {
  const at = document.edges.findIndex((edge) => edge.id === edgeId);
  const edge = document.edges[at];
  if (!edge) return refuse('edit.unknown-edge', { edgeId });
  return {
    ok: true,
    document: { ...document, edges: removedAt(document.edges, at) },
    layout,
    inverse: { op: 'connect', edge, at },
  };
}

/** Returns the remaining edges, and the edits that restore the dropped edges at their indexes if they are applied in this order. */
function dropEdges(
  edges: readonly WorkflowEdge[],
  drop: (edge: WorkflowEdge) => boolean,
): { kept: WorkflowEdge[]; restore: WorkflowEdit[] } {
  const kept: WorkflowEdge[] = [];
  const restore: WorkflowEdit[] = [];
  edges.forEach((edge, at) => {
    if (drop(edge)) restore.push({ op: 'connect', edge, at });
    else kept.push(edge);
  });
  return { kept, restore };
}
