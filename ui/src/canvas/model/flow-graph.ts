import type { NodeDescriptor, NodeGroup, Position, WorkflowDocument } from '@linkflow/contracts';
import type { Edge, EdgeChange, Node, NodeChange } from '@xyflow/react';
import type { Selection } from '../store/canvas-state';
import { descriptorsOf, portsFor } from './lookups';
import { widthFor, type Size } from './sizes';

/** A node of React Flow. What it shows it reads from the store by its id, so that its data never changes. */
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
  /** What a screen reader says of a node. */
  nameOf: (nodeId: string) => string;
}

const NO_DATA: Record<string, never> = {};
const ORIGIN: Position = { x: 0, y: 0 };

/**
 * The document as React Flow wants it. Objects of nodes that did not change are the ones of `before`: React Flow then leaves
 * them alone, however large the graph is.
 */
export function toFlowNodes(input: FlowInput, before: readonly FlowNode[]): FlowNode[] {
  const old = new Map(before.map((node) => [node.id, node]));
  const selected = new Set(input.selection.nodes);
  const descriptors = descriptorsOf(input.catalogue);
  return input.document.nodes.map((node) => {
    const position = input.transient[node.id] ?? input.positions[node.id] ?? ORIGIN;
    const measured = input.measured[node.id];
    const type = descriptors.get(node.type)?.group ?? 'unknown';
    const ariaLabel = input.nameOf(node.id);
    const dragging = node.id in input.transient;
    const known = old.get(node.id);
    if (
      known &&
      known.type === type &&
      known.selected === selected.has(node.id) &&
      known.dragging === dragging &&
      known.position.x === position.x &&
      known.position.y === position.y &&
      known.measured === measured &&
      known.ariaLabel === ariaLabel
    ) {
      return known;
    }
    return {
      id: node.id,
      type,
      position,
      data: NO_DATA,
      selected: selected.has(node.id),
      dragging,
      draggable: !input.readOnly,
      connectable: !input.readOnly,
      // No height: React Flow would draw the card with it, and measure what was only assumed.
      initialWidth: widthFor(portsFor(input.catalogue, node).length),
      measured,
      ariaLabel,
      ariaRole: 'group',
    };
  });
}

export function toFlowEdges(
  input: Pick<FlowInput, 'document' | 'selection'>,
  before: readonly FlowEdge[],
): FlowEdge[] {
  const old = new Map(before.map((edge) => [edge.id, edge]));
  const selected = new Set(input.selection.edges);
  return input.document.edges.map((edge) => {
    const known = old.get(edge.id);
    if (
      known &&
      known.selected === selected.has(edge.id) &&
      known.source === edge.from.node &&
      known.sourceHandle === edge.from.port &&
      known.target === edge.to
    ) {
      return known;
    }
    return {
      id: edge.id,
      type: 'arrow',
      source: edge.from.node,
      sourceHandle: edge.from.port,
      target: edge.to,
      selected: selected.has(edge.id),
      data: NO_DATA,
    };
  });
}

/** What a person did to nodes in React Flow, in our words. */
export interface NodeChanges {
  positions: Record<string, Position>;
  sizes: Record<string, Size>;
  /** Null when the selection was not touched. */
  selected: readonly string[] | null;
}

/** The way back: positions, measured sizes and selection out of React Flow's changes. Removals are commands of ours, not changes. */
export function readNodeChanges(
  changes: readonly NodeChange<FlowNode>[],
  selected: readonly string[],
): NodeChanges {
  const found: NodeChanges = { positions: {}, sizes: {}, selected: null };
  for (const change of changes) {
    if (change.type === 'position' && change.position) found.positions[change.id] = change.position;
    if (change.type === 'dimensions' && change.dimensions) found.sizes[change.id] = change.dimensions;
  }
  found.selected = readSelection(changes, selected);
  return found;
}

/** The selection after React Flow's changes, or null when it is not touched. */
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
