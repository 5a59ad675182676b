import { TRIGGER } from '@linkflow/contracts';
import type { NodeDescriptor, WorkflowEdit, WorkflowNode } from '@linkflow/contracts';
import { portsOf } from '../graph/ports';
import type { EditResult, WorkflowState } from './edit.types';
import { dropEdges } from './edge-edits';
import { refuse } from './edit-texts';
import { insertedAt, ownValue, removedAt, replacedAt, without } from './lists';

export function addNode(
  { document, layout }: WorkflowState,
  { node, position, at }: Extract<WorkflowEdit, { op: 'add-node' }>,
): EditResult {
  if (document.nodes.some((other) => other.id === node.id))
    return refuse('graph.duplicate-id', { nodeId: node.id });
  // The trigger is known by its id as by its type, so nothing else may have either.
  if (node.type === TRIGGER || node.id === TRIGGER) {
    const known = document.nodes.some((other) => other.type === TRIGGER || other.id === TRIGGER);
    if (known || node.type !== node.id) return refuse('graph.many-triggers', { nodeId: node.id });
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

/** Changes one thing of a node. Arrows from outlets that are no longer there go in the same operation, and come back with its inverse. */
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

/** An absent thing is left out rather than set to undefined, so that an undone document is the same to the last key. */
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
