import { TRIGGER } from '@linkflow/contracts';
import type { NodeDescriptor, WorkflowEdit, WorkflowNode, WorkflowEdge } from '@linkflow/contracts';
import { portsOf, graphOf, successorOf, wouldCycle } from '../graph';
import { refuse, insertedAt, ownValue, removedAt, replacedAt, without } from './edit-result';
import type { EditResult, WorkflowState } from './edit-result';

export function addNode(
  { document, layout }: WorkflowState,
  { node, position, at }: Extract<WorkflowEdit, { op: 'add-node' }>,
): EditResult {
  if (document.nodes.some((other) => other.id === node.id))
    return refuse('graph.duplicate-id', { nodeId: node.id });
  // The trigger has a reserved id and a reserved type.
  if (node.type === TRIGGER || node.id === TRIGGER) {
    const hasTrigger = document.nodes.some((other) => other.type === TRIGGER || other.id === TRIGGER);
    if (hasTrigger || node.type !== node.id) return refuse('graph.many-triggers', { nodeId: node.id });
  }
  return {
    ok: true,
    document: { ...document, nodes: insertedAt(document.nodes, node, at) },
    layout: position ? { ...layout, positions: { ...layout.positions, [node.id]: position } } : layout,
    inverse: { op: 'remove-node', nodeId: node.id },
  };
}

export function removeNode({ document, layout }: WorkflowState, nodeId: string): EditResult {
  const at = document.nodes.findIndex((node) => node.id === nodeId);
  const node = document.nodes[at];
  if (!node) return refuse('edit.unknown-node', { nodeId });
  if (node.type === TRIGGER) return refuse('edit.trigger-stays', { nodeId });
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

/** Changes one property of a node. Edges from ports that no longer exist are removed in the same edit; its inverse restores them. */
export function changeNode(
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

/** Removes a property instead of setting it to undefined, so that undo restores an identical document. */
function changed(node: WorkflowNode, edit: NodeChange): WorkflowNode {
  switch (edit.op) {
    case 'set-params':
      return { ...node, params: edit.params };
    case 'set-label': {
      const { label: _, ...rest } = node;
      return edit.label === null ? rest : { ...rest, label: edit.label };
    }
    case 'set-disabled': {
      const { disabled: _, ...rest } = node;
      return edit.disabled ? { ...rest, disabled: true } : rest;
    }
    case 'set-policy': {
      const { policy: _, ...rest } = node;
      return edit.policy === null ? rest : { ...rest, policy: edit.policy };
    }
    case 'set-repeat': {
      const { repeat: _, ...rest } = node;
      return edit.repeat === null ? rest : { ...rest, repeat: edit.repeat };
    }
  }
}

function undoOf(node: WorkflowNode, edit: NodeChange): WorkflowEdit {
  const { nodeId } = edit;
  switch (edit.op) {
    case 'set-params':
      return { op: 'set-params', nodeId, params: node.params };
    case 'set-label':
      return { op: 'set-label', nodeId, label: node.label ?? null };
    case 'set-disabled':
      return { op: 'set-disabled', nodeId, disabled: node.disabled ?? false };
    case 'set-policy':
      return { op: 'set-policy', nodeId, policy: node.policy ?? null };
    case 'set-repeat':
      return { op: 'set-repeat', nodeId, repeat: node.repeat ?? null };
  }
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

export function connect(
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
  if (to.type === TRIGGER) return refuse('graph.into-trigger', { nodeId: node });
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

export function disconnect({ document, layout }: WorkflowState, edgeId: string): EditResult {
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

/** The remaining edges, and the edits that restore the dropped ones at their indexes, in the order of application. */
export function dropEdges(
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
