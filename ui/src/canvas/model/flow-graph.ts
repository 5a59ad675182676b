import { type Edge, type EdgeChange, type Node, type NodeChange, Position as Side } from '@xyflow/react';
import type { ComponentType } from 'react';
import { shallow } from 'zustand/vanilla/shallow';
import {
  type NodeDescriptor,
  type NodeGroup,
  type PortLabel,
  type Position,
  TRIGGER,
  type WorkflowDocument,
} from '@linkflow/contracts';
import { dotBox } from './geometry';
import { nodeWidth, portOffset, type Size } from './layout';
import { descriptorsOf, memoize, portsFor } from './nodes';

export interface Selection {
  nodes: readonly string[];
  edges: readonly string[];
}

/** A React Flow node. `data` is always empty, because the card reads its content from the canvas store by the node's id. */
export type FlowNode = Node<Record<string, never>, NodeGroup | 'unknown'>;
export type FlowEdge = Edge<Record<string, never>, 'arrow'>;

/** Where an arrow is drawn: its path (`d`) and its ends. */
export interface ArrowFigureProps {
  id: string;
  d: string;
  from: Position;
  to: Position;
  isMerge: boolean;
}

/** What a page adds to the cards and arrows of a canvas that is only looked at, such as numbers. A card's part never changes its height. */
export interface Figures {
  Card: ComponentType<{ id: string }>;
  Arrow: ComponentType<ArrowFigureProps>;
}

export interface FlowInput {
  document: WorkflowDocument;
  positions: Readonly<Record<string, Position>>;
  transient: Readonly<Record<string, Position>>;
  measured: Readonly<Record<string, Size>>;
  /** Ids of nodes that are left out with their edges, because their cards are being measured. */
  unmeasured: ReadonlySet<string>;
  selection: Selection;
  catalogue: readonly NodeDescriptor[];
  readOnly: boolean;
  /** Returns the accessible name of a node, for screen readers. */
  nameOf: (nodeId: string) => string;
  /** Returns further attributes of a node's element. Equal attributes must be the same object. */
  attributesOf: (nodeId: string) => FlowNode['domAttributes'];
}

const NO_DATA: Record<string, never> = {};
/** Edges are hidden from screen readers: React Flow names them by ids. The outline tells what follows what. */
const HIDDEN: FlowEdge['domAttributes'] = { 'aria-hidden': true };
const ORIGIN: Position = { x: 0, y: 0 };

/** Converts the document's nodes to React Flow nodes. Unchanged nodes are taken from `previous`; see `reuseEqual`. */
export function toFlowNodes(input: FlowInput, previous: readonly FlowNode[]): FlowNode[] {
  const selected = new Set(input.selection.nodes);
  const descriptors = descriptorsOf(input.catalogue);
  const shown = input.document.nodes.filter(({ id }) => !input.unmeasured.has(id));
  const nodes = shown.map((node): FlowNode => ({
    id: node.id,
    type: descriptors.get(node.type)?.group ?? 'unknown',
    position: input.transient[node.id] ?? input.positions[node.id] ?? ORIGIN,
    data: NO_DATA,
    selected: selected.has(node.id),
    dragging: node.id in input.transient,
    draggable: !input.readOnly,
    connectable: !input.readOnly,
    // `initialHeight` is not set: React Flow would give the card this height and then measure it instead of the content's height.
    initialWidth: nodeWidth(portsFor(input.catalogue, node).length),
    ...knownSize(input.measured[node.id], portsFor(input.catalogue, node), node.id !== TRIGGER),
    ariaLabel: input.nameOf(node.id),
    ariaRole: 'group',
    domAttributes: input.attributesOf(node.id),
  }));
  return reuseEqual(nodes, previous);
}

/**
 * The size of a measured card and the places of its outlets and inlet. With both, React Flow shows a card and its arrows at once, for example
 * when deleted steps are taken back; otherwise it renders them hidden, measures them and renders them again.
 */
function knownSize(
  size: Size | undefined,
  ports: readonly PortLabel[],
  hasInlet: boolean,
): Pick<FlowNode, 'measured' | 'handles'> {
  return size ? { measured: size, handles: handlesIn(size)(ports)[hasInlet ? 'all' : 'outlets'] } : {};
}

type Handles = NonNullable<FlowNode['handles']>;

/** Cached, because React Flow renders a node again when its handles are another object. */
const handlesIn = memoize((size: Size) =>
  memoize((ports: readonly PortLabel[]): { all: Handles; outlets: Handles } => {
    const outlets = ports.map(({ id }, index): Handles[number] => {
      const share = portOffset(index, ports.length);
      return { id, type: 'source', position: Side.Bottom, ...dotBox(size, share, 'bottom') };
    });
    return {
      outlets,
      all: [...outlets, { type: 'target', position: Side.Top, ...dotBox(size, 0.5, 'top') }],
    };
  }),
);

export function toFlowEdges(
  { document, selection, unmeasured }: Pick<FlowInput, 'document' | 'selection' | 'unmeasured'>,
  previous: readonly FlowEdge[],
): FlowEdge[] {
  const selected = new Set(selection.edges);
  const shown = document.edges.filter(({ from, to }) => !unmeasured.has(from.node) && !unmeasured.has(to));
  const edges = shown.map(({ id, from, to }): FlowEdge => ({
    id,
    type: 'arrow',
    source: from.node,
    sourceHandle: from.port,
    target: to,
    selected: selected.has(id),
    data: NO_DATA,
    domAttributes: HIDDEN,
  }));
  return reuseEqual(edges, previous);
}

/**
 * Returns the items, but the object from `previous` for each item that is equal to it (shallowly). React Flow does not render
 * an object again that it has already rendered.
 */
function reuseEqual<T extends { id: string }>(items: readonly T[], previous: readonly T[]): T[] {
  const previousById = new Map(previous.map((item) => [item.id, item]));
  return items.map((item) => {
    const known = previousById.get(item.id);
    return known && shallow(known, item) ? known : item;
  });
}

/** The part of React Flow's node changes that is written to the canvas store. */
interface NodeChanges {
  positions: Record<string, Position>;
  sizes: Record<string, Size>;
  /** Ids of the selected nodes after the changes; null if the changes do not concern the selection. */
  selected: readonly string[] | null;
}

/**
 * Extracts positions, measured sizes and the selection from React Flow's changes. Ignores removals: nodes are deleted only by
 * commands.
 */
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

/**
 * Returns the selected ids after React Flow's changes, or null if the changes do not concern the selection.
 * @param selected the selected ids before the changes
 */
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
