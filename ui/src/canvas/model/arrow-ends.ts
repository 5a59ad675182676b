import type { WorkflowEdit } from '@linkflow/contracts';
import { edgesFrom, graphOf } from '@linkflow/workflow';
import { diagramOf, type DiagramState } from './add-node';
import { type Pointer, reachAt } from './drop-target';
import { cardAt, inletPoint, portPoint } from './geometry';
import { connectionRejection, fitsLanes, lanesAt, type WorkflowPort } from './lanes';
import { descriptorsOf, portsFor, type WorkflowContext } from './nodes';

/** The places to which a dragged arrow or node type can be attached: ids of nodes, and outlets by `portKey`. */
export interface Offers {
  nodes: ReadonlySet<string>;
  ports: ReadonlySet<string>;
}

export const portKey = ({ node, port }: WorkflowPort): string => `${node} ${port}`;

/** One end of an edge: its outlet (`from`) or the node that it leads to (`to`). */
export interface ArrowEnd {
  edgeId: string;
  end: 'from' | 'to';
}

/** Where an end of an arrow is attached. */
export type ArrowPlace = { kind: 'port'; node: string; port: string } | { kind: 'node'; node: string };

const NONE: ReadonlySet<string> = new Set();

function allPorts({ document, catalogue }: WorkflowContext): WorkflowPort[] {
  return document.nodes.flatMap((node) =>
    portsFor(catalogue, node).map(({ id }) => ({ node: node.id, port: id })),
  );
}

/** The unconnected outlets at which a node type is allowed. */
export function offersForStep(workflow: WorkflowContext, type: string): Offers {
  const { document } = workflow;
  const descriptor = descriptorsOf(workflow.catalogue).get(type);
  const graph = graphOf(document);
  const free = allPorts(workflow).filter(({ node, port }) => !edgesFrom(graph, node).has(port));
  const allowed = free.filter(
    (port) => descriptor && fitsLanes(descriptor, lanesAt(document, { kind: 'port', ...port })),
  );
  return { nodes: NONE, ports: new Set(allowed.map(portKey)) };
}

/** The nodes to which an arrow from an outlet may lead. The arrow that leaves the outlet now is replaced, so it does not count. */
export function offersFromPort(workflow: WorkflowContext, from: WorkflowPort): Offers {
  const movedEdge = edgesFrom(graphOf(workflow.document), from.node).get(from.port)?.id;
  const allowed = workflow.document.nodes.filter(
    ({ id }) => connectionRejection(workflow, { from, to: id, movedEdge }) === null,
  );
  return { nodes: new Set(allowed.map(({ id }) => id)), ports: NONE };
}

/** The outlets from which a new arrow to a node may start. */
export function offersIntoNode(workflow: WorkflowContext, to: string): Offers {
  const allowed = allPorts(workflow).filter((from) => connectionRejection(workflow, { from, to }) === null);
  return { nodes: NONE, ports: new Set(allowed.map(portKey)) };
}

/** The places to which an end of an edge may be moved, the present one included. */
export function offersForEnd(workflow: WorkflowContext, { edgeId, end }: ArrowEnd): Offers {
  const edge = workflow.document.edges.find(({ id }) => id === edgeId);
  if (!edge) return { nodes: NONE, ports: NONE };
  if (end === 'to') return offersFromPort(workflow, edge.from);
  const allowed = allPorts(workflow).filter(
    (from) => connectionRejection(workflow, { from, to: edge.to, movedEdge: edgeId }) === null,
  );
  return { nodes: NONE, ports: new Set(allowed.map(portKey)) };
}

/** How far from a place an arrow's end is still attached to it, in screen px. */
const ATTACH_REACH = 48;

/**
 * Returns the place to which an arrow's end is attached if it is dropped at the pointer: on the card under the pointer, otherwise the
 * nearest place within reach. Null if no place of `offers` is there.
 */
export function placeAt(state: DiagramState, offers: Offers, { at, zoom }: Pointer): ArrowPlace | null {
  const diagram = diagramOf(state);
  const card = cardAt(diagram, at);
  const places: ArrowPlace[] = [
    ...[...offers.nodes].map((node): ArrowPlace => ({ kind: 'node', node })),
    ...allPorts(state)
      .filter((port) => offers.ports.has(portKey(port)))
      .map((port): ArrowPlace => ({ kind: 'port', ...port })),
  ];
  const distance = (place: ArrowPlace): number => {
    const point =
      place.kind === 'node' ? inletPoint(diagram, place.node) : portPoint(diagram, place.node, place.port);
    return Math.hypot(point.x - at.x, point.y - at.y);
  };
  const nearest = places
    .map((place) => ({ place, away: distance(place) }))
    .filter(({ place, away }) => (card === null ? away <= reachAt(zoom, ATTACH_REACH) : place.node === card))
    .toSorted((a, b) => a.away - b.away);
  return nearest[0]?.place ?? null;
}

/** Returns the edit that moves an end of an edge. The edge keeps its id. Null if the end stays where it is. */
export function moveEndEdit(
  { document }: WorkflowContext,
  { edgeId, end }: ArrowEnd,
  place: ArrowPlace,
): WorkflowEdit | null {
  const edge = document.edges.find(({ id }) => id === edgeId);
  if (!edge || (end === 'to') !== (place.kind === 'node')) return null;
  const from = place.kind === 'port' ? { node: place.node, port: place.port } : edge.from;
  const to = place.kind === 'node' ? place.node : edge.to;
  if (to === edge.to && from.node === edge.from.node && from.port === edge.from.port) return null;
  return {
    op: 'batch',
    edits: [
      { op: 'disconnect', edgeId },
      { op: 'connect', edge: { id: edgeId, from, to } },
    ],
  };
}
