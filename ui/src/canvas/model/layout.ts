import dagre, { type LayoutOptions } from '@dagrejs/dagre';
import { type Position, TRIGGER, type WorkflowDocument } from '@linkflow/contracts';
import { edgesFrom, graphOf, reachableFrom } from '@linkflow/workflow';

/** Minimum width of a card, in px. A node with many ports is wider (`WIDTH_PER_PORT`), so that the port labels have room. */
const MIN_NODE_WIDTH = 272;
const WIDTH_PER_PORT = 96;

/** Vertical gap below a row of cards with port labels, in px. */
export const RANK_GAP = 72;
/** Vertical gap below a row of cards without port labels, in px. */
export const UNLABELLED_GAP = 52;
const SIBLING_GAP = 48;

/** Assumed height of a card before it is measured, in px. Includes a line with a problem, because most new nodes show one. */
const ESTIMATED_HEIGHT = 96;

export interface Size {
  width: number;
  height: number;
}

export function nodeWidth(ports: number): number {
  return Math.max(MIN_NODE_WIDTH, ports * WIDTH_PER_PORT);
}

export function estimatedSize(ports: number): Size {
  return { width: nodeWidth(ports), height: ESTIMATED_HEIGHT };
}

/** Horizontal position of a port as a fraction of the card's width. */
export function portOffset(index: number, count: number): number {
  return (index + 0.5) / count;
}

export const roundPosition = ({ x, y }: Position): Position => ({ x: Math.round(x), y: Math.round(y) });

/** Returns the positions in `next` that differ from those in `current`. */
export function changedPositions(
  next: Readonly<Record<string, Position>>,
  current: Readonly<Record<string, Position>>,
): Record<string, Position> {
  return Object.fromEntries(
    Object.entries(next).filter(([id, at]) => current[id]?.x !== at.x || current[id].y !== at.y),
  );
}

/** A position with a size. */
export type Rect = Position & Size;

export interface PlacedDiagram {
  document: WorkflowDocument;
  positions: Record<string, Position>;
  sizeOf: (nodeId: string) => Size;
}

export interface Diagram extends PlacedDiagram {
  portOrder: (nodeId: string) => readonly string[];
}

/**
 * Returns the position of a new node after the node and port `after`: one row below, shifted sideways by the index of the port,
 * without overlapping other nodes. `size` is the size of the new node; `aside` is how far, in px, other nodes have pushed it aside.
 */
export function positionAfter(
  diagram: Diagram,
  after: { node: string; port?: string },
  size: Size,
): Position & { aside: number } {
  const parent = diagram.positions[after.node] ?? { x: 0, y: 0 };
  const parentSize = diagram.sizeOf(after.node);
  const ports = after.port === undefined ? [] : diagram.portOrder(after.node);
  const index = Math.max(0, ports.indexOf(after.port ?? ''));
  const step = size.width + SIBLING_GAP;
  const centre = parent.x + parentSize.width / 2 + (index - (Math.max(1, ports.length) - 1) / 2) * step;
  const y = parent.y + parentSize.height + gapBelow(diagram.portOrder(after.node).length);
  const wanted = roundPosition({ x: centre - size.width / 2, y });
  const free = freePosition(diagram, { ...wanted, ...size }, index === 0 && ports.length > 1 ? -1 : 1);
  return { ...free, aside: Math.abs(free.x - wanted.x) };
}

/** The vertical gap below a card with that many ports. */
export const gapBelow = (ports: number): number => (ports > 1 ? RANK_GAP : UNLABELLED_GAP);

/**
 * Returns the wanted position, or the nearest free one in the same row if the wanted one overlaps a node. Of two equally near
 * positions it takes the one on `side` (1 right, -1 left).
 */
export function freePosition(diagram: Diagram, wanted: Rect, side: 1 | -1 = 1): Position {
  const { width, height, x, y } = wanted;
  const beside = diagram.document.nodes.flatMap(({ id }) => {
    const other = diagram.positions[id];
    return other ? [other.x - SIBLING_GAP - width, other.x + diagram.sizeOf(id).width + SIBLING_GAP] : [];
  });
  // The far right is always free, so there is always a result.
  const tries = [x, ...beside].toSorted((a, b) => Math.abs(a - x) - Math.abs(b - x) || (b - a) * side);
  const free = tries.find((left) => !overlapsAny(diagram, { x: left, y, width, height }));
  return { x: free ?? x, y };
}

/**
 * Returns new positions for `next` and its descendants: moved down to make room for the node `inserted` before `next`, with `gap` px
 * below it. Empty if there is enough room.
 */
export function pushDown(
  diagram: Diagram,
  next: string,
  { inserted, gap }: { inserted: Rect; gap: number },
): Record<string, Position> {
  const top = diagram.positions[next]?.y;
  if (top === undefined) return {};
  const shift = Math.round(inserted.y + inserted.height + gap - top);
  if (shift <= 0) return {};
  const moved: Record<string, Position> = {};
  for (const id of reachableFrom(graphOf(diagram.document), [next])) {
    const position = diagram.positions[id];
    if (position && position.y >= top) moved[id] = { x: position.x, y: position.y + shift };
  }
  return moved;
}

/** Minimum vertical gap between a node and its successor in read-only views, in px. */
const MIN_READABLE_GAP = 44;

/**
 * Returns positions for read-only views, where information about a run can make cards higher than in the editor. Moves a node
 * down if it is too close below one of its predecessors. Other nodes keep their position, and the stored layout is not changed.
 */
export function separateOverlaps({ document, positions, sizeOf }: PlacedDiagram): Record<string, Position> {
  const placed: Record<string, Position> = { ...positions };
  const topDown = document.nodes
    .filter(({ id }) => positions[id])
    .toSorted((a, b) => (positions[a.id]?.y ?? 0) - (positions[b.id]?.y ?? 0));
  for (const { id } of topDown) {
    const at = placed[id];
    if (!at) continue;
    for (const edge of document.edges) {
      const before = edge.to === id ? placed[edge.from.node] : undefined;
      // Skip edges that lead upwards: they are drawn around the cards and need no gap.
      if (!before || (positions[edge.from.node]?.y ?? 0) >= (positions[id]?.y ?? 0)) continue;
      const least = before.y + sizeOf(edge.from.node).height + MIN_READABLE_GAP;
      if ((placed[id]?.y ?? 0) < least) placed[id] = { x: at.x, y: least };
    }
  }
  return placed;
}

function overlapsAny(diagram: Diagram, rect: Rect): boolean {
  const margin = 12;
  return diagram.document.nodes.some((node) => {
    const other = diagram.positions[node.id];
    if (!other) return false;
    const otherSize = diagram.sizeOf(node.id);
    return (
      rect.x < other.x + otherSize.width + margin &&
      rect.x + rect.width + margin > other.x &&
      rect.y < other.y + otherSize.height + margin &&
      rect.y + rect.height + margin > other.y
    );
  });
}

/**
 * Computes a layout from top to bottom with dagre and returns the positions by node id. The successors of a node are placed
 * from left to right in the order of its ports. The node `anchor` keeps its position, so that the visible part does not jump.
 */
export function tidyPositions(diagram: Diagram, anchor: string = TRIGGER): Record<string, Position> {
  const { document, positions: before, sizeOf, portOrder } = diagram;
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({
    ranksep: RANK_GAP,
    nodesep: SIBLING_GAP,
    edgesep: 24,
    rankalign: 'top',
  });
  graph.setDefaultEdgeLabel(() => ({}));

  const children = childrenOf(document, portOrder);
  for (const { id } of document.nodes) graph.setNode(id, { ...sizeOf(id) });
  for (const [id, next] of children) for (const child of next) graph.setEdge(id, child);
  dagre.layout(graph, { customOrder: (layers) => orderByPorts(layers, children) });

  const placed = new Map<string, Position>();
  for (const id of graph.nodes()) {
    const box = graph.node(id);
    placed.set(id, { x: box.x - box.width / 2, y: box.y - box.height / 2 });
  }
  closeRowGaps(placed, diagram);
  const origin = placed.get(anchor) ?? [...placed.values()][0] ?? { x: 0, y: 0 };
  const start = before[anchor] ?? { x: 0, y: 0 };
  const positions: Record<string, Position> = {};
  for (const [id, at] of placed) {
    positions[id] = roundPosition({ x: at.x - origin.x + start.x, y: at.y - origin.y + start.y });
  }
  return positions;
}

/** Reduces the gaps below rows without port labels. Dagre uses `RANK_GAP` below all rows, but only port labels need this room. */
function closeRowGaps(placed: Map<string, Position>, { sizeOf, portOrder }: Diagram): void {
  const rows = Map.groupBy([...placed], ([, { y }]) => Math.round(y));
  let top: number | undefined;
  for (const [y, row] of [...rows].toSorted(([a], [b]) => a - b)) {
    top ??= y;
    for (const [id, { x }] of row) placed.set(id, { x, y: top });
    const height = Math.max(...row.map(([id]) => sizeOf(id).height));
    top += height + (row.some(([id]) => portOrder(id).length > 1) ? RANK_GAP : UNLABELLED_GAP);
  }
}

/** Maximum horizontal distance of a node from its tidy position at which the layout still counts as tidy, in px. */
const TOLERANCE = 2;
const MIN_GAP = 20;

/**
 * True if the user has not arranged the nodes manually: each node has the horizontal position that `tidyPositions` computes,
 * and is below its predecessors. Vertical positions are not compared, because they depend on the cards' heights, which change
 * with the text on the cards.
 */
export function isTidy(diagram: Diagram): boolean {
  const wanted = tidyPositions(diagram);
  const inPlace = Object.entries(wanted).every(([id, at]) => {
    const now = diagram.positions[id];
    return now !== undefined && Math.abs(now.x - at.x) <= TOLERANCE;
  });
  return (
    inPlace &&
    diagram.document.edges.every((edge) => {
      const from = diagram.positions[edge.from.node];
      const to = diagram.positions[edge.to];
      return !from || !to || to.y >= from.y + diagram.sizeOf(edge.from.node).height + MIN_GAP;
    })
  );
}

/** Returns the successors of each node by its id, in the order of the node's ports. */
function childrenOf(document: WorkflowDocument, portOrder: Diagram['portOrder']): Map<string, string[]> {
  const graph = graphOf(document);
  const children = new Map<string, string[]>();
  for (const { id } of document.nodes) {
    const ports = portOrder(id);
    const outgoing = [...edgesFrom(graph, id).values()].toSorted(
      (a, b) => ports.indexOf(a.from.port) - ports.indexOf(b.from.port),
    );
    children.set(id, [...new Set(outgoing.map((edge) => edge.to))]);
  }
  return children;
}

type Layers = Parameters<NonNullable<LayoutOptions['customOrder']>>[0];

/**
 * Sets the order of the nodes within each layer by a depth-first search, leftmost ports first. Dagre's own order has fewer edge
 * crossings in dense graphs, but can place the successor of a left port to the right of the successor of a right port.
 */
function orderByPorts(layers: Layers, children: ReadonlyMap<string, readonly string[]>): void {
  const filled = new Map<number, number>();
  const seen = new Set<string>();
  /**
   * Returns the id itself for a node. Dagre inserts dummy nodes into an edge across several layers; for a dummy node, returns
   * the edge's target.
   */
  const endOf = (id: string): string => layers.node(id).edgeObj?.w ?? id;
  const visit = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    const label = layers.node(id);
    const rank = label.rank ?? 0;
    label.order = filled.get(rank) ?? 0;
    filled.set(rank, label.order + 1);
    const order = children.get(id) ?? [];
    const next = [...(layers.successors(id) ?? [])];
    for (const child of next.toSorted((a, b) => order.indexOf(endOf(a)) - order.indexOf(endOf(b))))
      visit(child);
  };
  if (layers.hasNode(TRIGGER)) visit(TRIGGER);
  for (const id of layers.nodes()) if ((layers.predecessors(id) ?? []).length === 0) visit(id);
}
