import type { Edge, EdgeChange, Node, NodeChange } from '@xyflow/react';
import { shallow } from 'zustand/vanilla/shallow';
import type { NodeDescriptor, NodeGroup, Position, WorkflowDocument } from '@linkflow/contracts';
import { nodeWidth, type Size } from './layout';
import { descriptorsOf, portsFor } from './nodes';

export interface Selection {
  nodes: readonly string[];
  edges: readonly string[];
}

/** A React Flow node. The card reads its content from the store by id, so `data` never changes. */
export type FlowNode = Node<Record<string, never>, NodeGroup | 'unknown'>;
export type FlowEdge = Edge<Record<string, never>, 'arrow'>;

export interface FlowInput {
  document: WorkflowDocument;
  positions: Readonly<Record<string, Position>>;
  transient: Readonly<Record<string, Position>>;
  measured: Readonly<Record<string, Size>>;
  selection: Selection;
  catalogue: readonly NodeDescriptor[];
  readOnly: boolean;
  /** The accessible name of a node. */
  nameOf: (nodeId: string) => string;
}

const NO_DATA: Record<string, never> = {};
const ORIGIN: Position = { x: 0, y: 0 };

/** The document as React Flow nodes. */
export function toFlowNodes(input: FlowInput, previous: readonly FlowNode[]): FlowNode[] {
  const selected = new Set(input.selection.nodes);
  const descriptors = descriptorsOf(input.catalogue);
  const nodes = input.document.nodes.map((node): FlowNode => ({
    id: node.id,
    type: descriptors.get(node.type)?.group ?? 'unknown',
    position: input.transient[node.id] ?? input.positions[node.id] ?? ORIGIN,
    data: NO_DATA,
    selected: selected.has(node.id),
    dragging: node.id in input.transient,
    draggable: !input.readOnly,
    connectable: !input.readOnly,
    // No initial height: React Flow would apply it to the card and measure the estimate instead of the content.
    initialWidth: nodeWidth(portsFor(input.catalogue, node).length),
    measured: input.measured[node.id],
    ariaLabel: input.nameOf(node.id),
    ariaRole: 'group',
  }));
  return reuseEqual(nodes, previous);
}

export function toFlowEdges(
  { document, selection }: Pick<FlowInput, 'document' | 'selection'>,
  previous: readonly FlowEdge[],
): FlowEdge[] {
  const selected = new Set(selection.edges);
  const edges = document.edges.map(({ id, from, to }): FlowEdge => ({
    id,
    type: 'arrow',
    source: from.node,
    sourceHandle: from.port,
    target: to,
    selected: selected.has(id),
    data: NO_DATA,
  }));
  return reuseEqual(edges, previous);
}

/** The items, with the previous object for each unchanged one. React Flow skips an object that it has rendered already. */
function reuseEqual<T extends { id: string }>(items: readonly T[], previous: readonly T[]): T[] {
  const previousById = new Map(previous.map((item) => [item.id, item]));
  return items.map((item) => {
    const known = previousById.get(item.id);
    return known && shallow(known, item) ? known : item;
  });
}

/** The relevant part of React Flow's node changes. */
interface NodeChanges {
  positions: Record<string, Position>;
  sizes: Record<string, Size>;
  /** Null when the selection did not change. */
  selected: readonly string[] | null;
}

/** Extracts positions, measured sizes and the selection from React Flow's changes. Removals are handled by commands. */
export function readNodeChanges(
  changes: readonly NodeChange<FlowNode>[],
  selected: readonly string[],
): NodeChanges {
  const found: NodeChanges = { positions: {}, sizes: {}, selected: readSelection(changes, selected) };
  for (const change of changes) {
    if (change.type === 'position' && change.position) found.positions[change.id] = change.position;
    if (change.type === 'dimensions' && change.dimensions) found.sizes[change.id] = change.dimensions;
  }
  return found;
}

/** The selection after React Flow's changes, or null when it did not change. */
export function readSelection(
  changes: readonly (NodeChange<FlowNode> | EdgeChange<FlowEdge>)[],
  selected: readonly string[],
): readonly string[] | null {
  let next: Set<string> | null = null;
  for (const change of changes) {
    if (change.type !== 'select') continue;
    next ??= new Set(selected);
    if (change.selected) next.add(change.id);
    else next.delete(change.id);
  }
  return next && [...next];
}
