import dagre from '@dagrejs/dagre';
import { TRIGGER, type Position, type WorkflowDocument } from '@linkflow/contracts';
import type { Picture } from './placement';
import { RANK_GAP, SIBLING_GAP } from './sizes';

/**
 * Positions of all nodes, top-down, the outlets of a node from left to right in their own order.
 * The trigger stays where it is, so that the picture does not jump away from the eye.
 */
export function tidyPositions({
  document,
  positions: before,
  sizeOf,
  portOrder,
}: Picture): Record<string, Position> {
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

  const edgesFrom = new Map<string, WorkflowDocument['edges']>();
  for (const edge of document.edges) {
    edgesFrom.set(edge.from.node, [...(edgesFrom.get(edge.from.node) ?? []), edge]);
  }
  const constraints: { left: string; right: string }[] = [];

  for (const id of walkOrder(document, edgesFrom, portOrder)) {
    graph.setNode(id, { ...sizeOf(id) });
  }
  for (const node of document.nodes) {
    const order = portOrder(node.id);
    const outgoing = (edgesFrom.get(node.id) ?? []).toSorted(
      (a, b) => order.indexOf(a.from.port) - order.indexOf(b.from.port),
    );
    for (const edge of outgoing) if (graph.hasNode(edge.to)) graph.setEdge(node.id, edge.to);
    const children = [...new Set(outgoing.map((edge) => edge.to))];
    children.slice(1).forEach((right, index) => {
      const left = children[index];
      if (left !== undefined) constraints.push({ left, right });
    });
  }

  dagre.layout(graph, { constraints });

  const placed = new Map<string, Position>();
  for (const id of graph.nodes()) {
    const box = graph.node(id);
    placed.set(id, { x: box.x - box.width / 2, y: box.y - box.height / 2 });
  }
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

/** Depth first from the trigger in port order: the order in which dagre meets the nodes decides ties. */
function walkOrder(
  document: WorkflowDocument,
  edgesFrom: ReadonlyMap<string, WorkflowDocument['edges']>,
  portOrder: (nodeId: string) => readonly string[],
): string[] {
  const known = new Set(document.nodes.map((node) => node.id));
  const seen = new Set<string>();
  const visit = (id: string): void => {
    if (seen.has(id) || !known.has(id)) return;
    seen.add(id);
    const order = portOrder(id);
    const outgoing = edgesFrom.get(id) ?? [];
    for (const edge of outgoing.toSorted((a, b) => order.indexOf(a.from.port) - order.indexOf(b.from.port))) {
      visit(edge.to);
    }
  };
  if (known.has(TRIGGER)) visit(TRIGGER);
  for (const node of document.nodes) visit(node.id);
  return [...seen];
}
