import dagre, { type LayoutOptions } from '@dagrejs/dagre';
import { type Position, TRIGGER, type WorkflowDocument } from '@linkflow/contracts';
import { edgesFrom, graphOf, reachableFrom } from '@linkflow/workflow';

/** In px. A node with many ports is wider, so that their labels have room. */
const MIN_NODE_WIDTH = 272;
const WIDTH_PER_PORT = 96;

/** Vertical gap between two rows, in px. */
export const RANK_GAP = 72;
/** Vertical gap below a row whose ports have no labels, in px. */
export const UNLABELLED_GAP = 52;
const SIBLING_GAP = 48;

/** Height of a card before it is measured, in px. New nodes usually show a problem strip, which is included. */
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

/** The positions that differ from the current ones. */
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

/** The position of a new node after a port: below the node, beside its siblings, without overlap. */
export function positionAfter(
  diagram: Diagram,
  after: { node: string; port?: string },
  size: Size,
): Position {
  const parent = diagram.positions[after.node] ?? { x: 0, y: 0 };
  const parentSize = diagram.sizeOf(after.node);
  const ports = after.port === undefined ? [] : diagram.portOrder(after.node);
  const index = Math.max(0, ports.indexOf(after.port ?? ''));
  const step = size.width + SIBLING_GAP;
  const centre = parent.x + parentSize.width / 2 + (index - (Math.max(1, ports.length) - 1) / 2) * step;
  const wanted = roundPosition({ x: centre - size.width / 2, y: parent.y + parentSize.height + RANK_GAP });
  return freePosition(diagram, { ...wanted, ...size }, index === 0 && ports.length > 1 ? -1 : 1);
}

/** The wanted position, or the nearest free one in the same row, searching first to the given side. */
export function freePosition(diagram: Diagram, wanted: Rect, side: 1 | -1 = 1): Position {
  const { width, height, x, y } = wanted;
  const step = width + SIBLING_GAP;
  const tries = [
    0,
    ...Array.from({ length: 12 }, (_, index) => index + 1).flatMap((n) => [n * side, -n * side]),
  ];
  for (const offset of tries) {
    const at = { x: x + offset * step, y };
    if (!overlapsAny(diagram, { ...at, width, height })) return at;
  }
  return { x, y };
}

/** Moves `next` and its descendants down to make room for a node inserted before them. Empty when there is enough room. */
export function pushDown(diagram: Diagram, next: string, inserted: Rect): Record<string, Position> {
  const top = diagram.positions[next]?.y;
  if (top === undefined) return {};
  const shift = Math.round(inserted.y + inserted.height + RANK_GAP - top);
  if (shift <= 0) return {};
  const moved: Record<string, Position> = {};
  for (const id of reachableFrom(graphOf(diagram.document), [next])) {
    const position = diagram.positions[id];
    if (position && position.y >= top) moved[id] = { x: position.x, y: position.y + shift };
  }
  return moved;
}

/** The minimum vertical gap in read-only views, in px. */
const MIN_READABLE_GAP = 44;

/**
 * Positions for read-only views, where cards may have grown because of run information. Overlapped successors move down;
 * nothing else moves and the stored layout is unchanged.
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
      // Edges that lead upwards are routed around the cards.
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
 * Computes a top-down layout with dagre. The successors of a node are ordered from left to right like its ports. The trigger
 * keeps its position, so that the view does not jump.
 */
export function tidyPositions(diagram: Diagram): Record<string, Position> {
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
  const origin = placed.get(TRIGGER) ?? [...placed.values()][0] ?? { x: 0, y: 0 };
  const start = before[TRIGGER] ?? { x: 0, y: 0 };
  const positions: Record<string, Position> = {};
  for (const [id, at] of placed) {
    positions[id] = roundPosition({ x: at.x - origin.x + start.x, y: at.y - origin.y + start.y });
  }
  return positions;
}

/** Dagre uses one gap for all rows. Only rows with port labels need it; other rows are moved closer. */
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

/** Maximum horizontal deviation from the tidy position, in px. */
const TOLERANCE = 2;
const MIN_GAP = 20;

/**
 * True if the layout equals the result of `tidyPositions`. Heights are ignored: they change with the text on the cards,
 * which is not a manual arrangement.
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

/** The successors of each node, in the order of its ports. */
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
 * Orders each layer depth-first, leftmost ports first. Dagre's own order has fewer edge crossings in dense graphs, but may
 * swap left and right, which must match the port order.
 */
function orderByPorts(layers: Layers, children: ReadonlyMap<string, readonly string[]>): void {
  const filled = new Map<number, number>();
  const seen = new Set<string>();
  /** The node itself; for a dummy node, which dagre inserts into an edge across several layers, the target of the edge. */
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
