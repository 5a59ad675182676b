import type { NodeDescriptor, Position } from '@linkflow/contracts';
import { edgesFrom, graphOf } from '@linkflow/workflow';
import { diagramOf, type DiagramState } from './add-node';
import { distanceToLine, edgeMiddle, edgePoints } from './edge-path';
import { cardAt, inletPoint, outletLine, portPoint } from './geometry';
import { fitsLanes, type InsertTarget, lanesAt } from './lanes';
import { type Diagram, estimatedSize } from './layout';

/** How far from an outlet, its line and its plus button a drop still connects to it, in screen px. */
const OUTLET_REACH = 96;
/** How far from an edge a drop still inserts into it, in screen px. */
const EDGE_REACH = 40;
/** At low zoom, a reach covers at most this many times its px on the canvas, so that it does not span several cards. */
const MAX_ENLARGEMENT = 2;

/** A pointer above the canvas. */
export interface Pointer {
  /** In canvas px. */
  at: Position;
  zoom: number;
}

/** Converts a reach in screen px to canvas px. */
export const reachAt = (zoom: number, screenPx: number): number =>
  screenPx * Math.min(1 / zoom, MAX_ENLARGEMENT);

/** Where a dragged node type would be inserted. */
export interface Drop {
  target: InsertTarget;
  /** False if the node type is not allowed there. */
  fits: boolean;
}

/**
 * Returns where a node type is inserted if the user drops it at the pointer: at an outlet of the card under the pointer, otherwise at
 * the nearest unconnected outlet or edge within reach, otherwise without edges at the pointer. A place where the node type is allowed
 * is preferred to a nearer one where it is not.
 */
export function dropAt(state: DiagramState, descriptor: NodeDescriptor, pointer: Pointer): Drop {
  const diagram = diagramOf(state);
  const fits = (target: InsertTarget) => fitsLanes(descriptor, lanesAt(state.document, target));
  const places = placesOnCard(diagram, pointer) ?? placesInReach(diagram, pointer);
  const nearest = places.toSorted((a, b) => a.distance - b.distance);
  const best = nearest.find(({ target }) => fits(target)) ?? nearest[0];
  if (!best) return { target: { kind: 'canvas', at: pointer.at }, fits: true };
  return { target: best.target, fits: fits(best.target) };
}

interface Place {
  target: InsertTarget;
  /** A fraction of the reach, so that distances from outlets and edges can be compared. */
  distance: number;
}

/** The outlets of the card under the pointer; unconnected ones are nearer. Null if there is no such card or it has no outlets. */
function placesOnCard(diagram: Diagram, { at }: Pointer): Place[] | null {
  const node = cardAt(diagram, at);
  if (node === null) return null;
  const taken = edgesFrom(graphOf(diagram.document), node);
  const { width } = diagram.sizeOf(node);
  const places = diagram.portOrder(node).map((port): Place => {
    const away = Math.abs(portPoint(diagram, node, port).x - at.x) / width;
    return { target: { kind: 'port', node, port }, distance: away + (taken.has(port) ? 1 : 0) };
  });
  return places.length > 0 ? places : null;
}

/** The unconnected outlets and the edges within reach of the pointer. */
function placesInReach(diagram: Diagram, { at, zoom }: Pointer): Place[] {
  const { document, portOrder } = diagram;
  const graph = graphOf(document);
  // People aim with the pointer, or with the top of the dragged card: the part of the drag image that the arrow will reach.
  const top = at.y - estimatedSize(1).height / 2;
  const outlets = document.nodes.flatMap(({ id: node }) => {
    const taken = edgesFrom(graph, node);
    const free = portOrder(node).filter((port) => !taken.has(port));
    return free.map((port): Place => {
      const { outlet, plus } = outletLine(diagram, node, port);
      // Both lines are vertical: the gap between their ends, and the distance beside each other.
      const gap = Math.max(0, top - plus.y, outlet.y - at.y);
      const away = Math.hypot(outlet.x - at.x, gap);
      return { target: { kind: 'port', node, port }, distance: away / reachAt(zoom, OUTLET_REACH) };
    });
  });
  const edges = document.edges.map(({ id: edgeId, from, to }): Place => {
    const isMerge = (graph.incoming.get(to)?.length ?? 0) > 1;
    const corners = edgePoints(portPoint(diagram, from.node, from.port), inletPoint(diagram, to), isMerge);
    return {
      target: { kind: 'edge', edgeId },
      distance: distanceToLine(at, corners) / reachAt(zoom, EDGE_REACH),
    };
  });
  return [...outlets, ...edges].filter(({ distance }) => distance <= 1);
}

/** A place at which a node type can be inserted, and its position on the canvas. */
export interface Stop {
  target: InsertTarget;
  at: Position;
}

/**
 * Returns the places at which a node type can be inserted, from top to bottom: unconnected outlets, and the middle of edges. The arrow
 * keys move a dragged node type along them.
 */
export function stopsFor(state: DiagramState, descriptor: NodeDescriptor): Stop[] {
  const diagram = diagramOf(state);
  const { document, portOrder } = diagram;
  const graph = graphOf(document);
  const stops = document.nodes.flatMap(({ id: node }) => {
    const outgoing = edgesFrom(graph, node);
    return portOrder(node).map((port): Stop => {
      const from = portPoint(diagram, node, port);
      const edge = outgoing.get(port);
      if (!edge) return { target: { kind: 'port', node, port }, at: from };
      const isMerge = (graph.incoming.get(edge.to)?.length ?? 0) > 1;
      const middle = edgeMiddle(from, inletPoint(diagram, edge.to), isMerge);
      return { target: { kind: 'edge', edgeId: edge.id }, at: middle };
    });
  });
  return stops
    .filter(({ target }) => fitsLanes(descriptor, lanesAt(document, target)))
    .toSorted((a, b) => a.at.y - b.at.y || a.at.x - b.at.x);
}
