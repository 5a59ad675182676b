import type { Edge, EdgeChange, Node, NodeChange } from '@xyflow/react';
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

/**
 * The document as React Flow nodes. Unchanged nodes keep their object identity from `previous`, so React Flow skips them.
 */
export function toFlowNodes(input: FlowInput, previous: readonly FlowNode[]): FlowNode[] {
  const previousById = new Map(previous.map((node) => [node.id, node]));
  const selected = new Set(input.selection.nodes);
  const descriptors = descriptorsOf(input.catalogue);
  return input.document.nodes.map((node) => {
    const position = input.transient[node.id] ?? input.positions[node.id] ?? ORIGIN;
    const measured = input.measured[node.id];
    const type = descriptors.get(node.type)?.group ?? 'unknown';
    const ariaLabel = input.nameOf(node.id);
    const dragging = node.id in input.transient;
    const known = previousById.get(node.id);
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
      // No initial height: React Flow would apply it to the card and measure the estimate instead of the content.
      initialWidth: nodeWidth(portsFor(input.catalogue, node).length),
      measured,
      ariaLabel,
      ariaRole: 'group',
    };
  });
}

export function toFlowEdges(
  input: Pick<FlowInput, 'document' | 'selection'>,
  previous: readonly FlowEdge[],
): FlowEdge[] {
  const previousById = new Map(previous.map((edge) => [edge.id, edge]));
  const selected = new Set(input.selection.edges);
  return input.document.edges.map((edge) => {
    const known = previousById.get(edge.id);
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
  const found: NodeChanges = { positions: {}, sizes: {}, selected: null };
  for (const change of changes) {
    if (change.type === 'position' && change.position) found.positions[change.id] = change.position;
    if (change.type === 'dimensions' && change.dimensions) found.sizes[change.id] = change.dimensions;
  }
  found.selected = readSelection(changes, selected);
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
