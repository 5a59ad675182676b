import dagre, { type LayoutOptions } from '@dagrejs/dagre';
import { TRIGGER, type Position, type WorkflowDocument } from '@linkflow/contracts';
import type { Picture } from './placement';
import { RANK_GAP, SIBLING_GAP, WORDLESS_GAP } from './sizes';

/**
 * Positions of all nodes, top-down, the outlets of a node from left to right in their own order.
 * The trigger stays where it is, so that the picture does not jump away from the eye.
 */
export function tidyPositions(picture: Picture): Record<string, Position> {
  const { document, positions: before, sizeOf, portOrder } = picture;
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({
    rankdir: 'TB',
    ranksep: RANK_GAP,
    nodesep: SIBLING_GAP,
    edgesep: 24,
    rankalign: 'top',
    marginx: 0,
    marginy: 0,
  });
  graph.setDefaultEdgeLabel(() => ({}));

  const children = childrenOf(document, portOrder);
  for (const id of document.nodes.map((node) => node.id)) graph.setNode(id, { ...sizeOf(id) });
  for (const [id, next] of children) for (const child of next) graph.setEdge(id, child);
  dagre.layout(graph, { customOrder: (layers) => orderByPorts(layers, children) });

  const placed = new Map<string, Position>();
  for (const id of graph.nodes()) {
    const box = graph.node(id);
    placed.set(id, { x: box.x - box.width / 2, y: box.y - box.height / 2 });
  }
  closeRows(placed, picture);
  const origin = placed.get(TRIGGER) ?? [...placed.values()][0] ?? { x: 0, y: 0 };
  const start = before[TRIGGER] ?? { x: 0, y: 0 };
  const positions: Record<string, Position> = {};
  for (const [id, at] of placed) {
    positions[id] = {
      x: Math.round(at.x - origin.x + start.x),
      y: Math.round(at.y - origin.y + start.y),
    };
  }
  return positions;
}

/**
 * Dagre keeps one distance between all rows. Words on lines need it; where a row has none, the next one moves up, so that cards
 * of one line are not followed by long lines.
 */
function closeRows(placed: Map<string, Position>, { sizeOf, portOrder }: Picture): void {
  const rows = new Map<number, string[]>();
  for (const [id, { y }] of placed) {
    const row = Math.round(y);
    rows.set(row, [...(rows.get(row) ?? []), id]);
  }
  let top: number | undefined;
  for (const [y, row] of [...rows].toSorted(([a], [b]) => a - b)) {
    top ??= y;
    for (const id of row) placed.set(id, { x: placed.get(id)?.x ?? 0, y: top });
    const height = Math.max(...row.map((id) => sizeOf(id).height));
    top += height + (row.some((id) => portOrder(id).length > 1) ? RANK_GAP : WORDLESS_GAP);
  }
}

/** How far a node may stand from its tidy place and still count as standing there. */
const TOLERANCE = 2;
const LEAST_GAP = 20;

/**
 * Whether the picture looks as `tidyPositions` would draw it. Heights are left out of account: they change with the words on
 * the cards, and a card that has grown does not make a person's arrangement.
 */
export function isTidy(picture: Picture): boolean {
  const wanted = tidyPositions(picture);
  const inPlace = Object.entries(wanted).every(([id, at]) => {
    const now = picture.positions[id];
    return now !== undefined && Math.abs(now.x - at.x) <= TOLERANCE;
  });
  return (
    inPlace &&
    picture.document.edges.every((edge) => {
      const from = picture.positions[edge.from.node];
      const to = picture.positions[edge.to];
      return !from || !to || to.y >= from.y + picture.sizeOf(edge.from.node).height + LEAST_GAP;
    })
  );
}

/** The nodes behind each node, in the order of its outlets. */
function childrenOf(document: WorkflowDocument, portOrder: Picture['portOrder']): Map<string, string[]> {
  const known = new Set(document.nodes.map((node) => node.id));
  const children = new Map<string, string[]>();
  for (const { id } of document.nodes) {
    const ports = portOrder(id);
    const outgoing = document.edges
      .filter((edge) => edge.from.node === id && known.has(edge.to))
      .toSorted((a, b) => ports.indexOf(a.from.port) - ports.indexOf(b.from.port));
    children.set(id, [...new Set(outgoing.map((edge) => edge.to))]);
  }
  return children;
}

type Layers = Parameters<NonNullable<LayoutOptions['customOrder']>>[0];

/**
 * Orders every layer as one meets its nodes when walking down, leftmost outlets first. Dagre's own order has fewer crossings
 * in dense graphs, but changes left and right as it likes; what is read from left to right must stay so.
 */
function orderByPorts(layers: Layers, children: ReadonlyMap<string, readonly string[]>): void {
  const filled = new Map<number, number>();
  const seen = new Set<string>();
  /** An arrow over several layers runs through stand-ins, which know where it ends. */
  const endOf = (id: string): string => {
    const { edgeObj } = layers.node(id);
    return edgeObj ? edgeObj.w : id;
  };
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
