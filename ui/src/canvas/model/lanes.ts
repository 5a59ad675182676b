import {
  type NodeDescriptor,
  type Position,
  RESPOND_PORT,
  THEN_PORT,
  TRIGGER,
  type WorkflowDocument,
} from '@linkflow/contracts';
import { edgesFrom, graphOf, lanesOf, reachableFrom, type ReachedFrom, wouldCycle } from '@linkflow/workflow';
import { descriptorsOf, memoize, portsFor, type WorkflowContext } from './nodes';

/** Where a new node is inserted: after a port, between the two nodes of an edge, or without edges at a position of the canvas. */
export type InsertTarget =
  | { kind: 'port'; node: string; port: string }
  | { kind: 'edge'; edgeId: string }
  | { kind: 'canvas'; at: Position };

/** An outlet of a node. */
export interface WorkflowPort {
  node: string;
  port: string;
}

const NO_LANES: ReachedFrom = { respond: false, then: false };
const lanesOfDocument = memoize((document: WorkflowDocument) => lanesOf(graphOf(document)));

/**
 * Returns the lanes from which `target` is reachable: none if it is not connected to the trigger, both if the lanes merge
 * before it.
 */
export function lanesAt(document: WorkflowDocument, target: InsertTarget): ReachedFrom {
  if (target.kind === 'canvas') return NO_LANES;
  const from =
    target.kind === 'port' ? target : document.edges.find((edge) => edge.id === target.edgeId)?.from;
  if (!from) return NO_LANES;
  if (from.node === TRIGGER) return { respond: from.port === RESPOND_PORT, then: from.port === THEN_PORT };
  return lanesOfDocument(document).get(from.node) ?? NO_LANES;
}

/**
 * True if a node type is allowed at a place that is reachable from the lanes `at`. A node type for the background is not
 * allowed in the respond lane, because it would delay the response. A response is not allowed in the background, where no
 * recipient waits.
 */
export function fitsLanes(descriptor: NodeDescriptor, at: ReachedFrom): boolean {
  if (descriptor.lane === 'both') return true;
  return descriptor.lane === 'respond' ? !at.then : !at.respond;
}

/**
 * Returns where a node is inserted if the user gave no position: after the selected node if the node type is allowed there,
 * otherwise at the end of the node type's lane.
 */
export function defaultTarget(
  workflow: WorkflowContext,
  descriptor: NodeDescriptor,
  selected: string | undefined,
): InsertTarget {
  if (selected !== undefined) {
    const target = targetAfter(workflow, selected, descriptor);
    if (target && fitsLanes(descriptor, lanesAt(workflow.document, target))) return target;
  }
  const lane = descriptor.lane === 'respond' ? RESPOND_PORT : THEN_PORT;
  return endOfLane(workflow, lane) ?? { kind: 'port', node: TRIGGER, port: lane };
}

/**
 * Returns where a node is inserted after `nodeId`: at its first unconnected port, otherwise at its first port (the present
 * successor then follows the new node). Skips ports at which `descriptor` is not allowed. Null if no port is left.
 */
export function targetAfter(
  { document, catalogue }: WorkflowContext,
  nodeId: string,
  descriptor?: NodeDescriptor,
): InsertTarget | null {
  const graph = graphOf(document);
  const node = graph.nodes.get(nodeId);
  if (!node) return null;
  const ports = portsFor(catalogue, node);
  const taken = edgesFrom(graph, nodeId);
  const isAllowed = (port: string) =>
    !descriptor || fitsLanes(descriptor, lanesAt(document, { kind: 'port', node: nodeId, port }));
  const port =
    ports.find(({ id }) => !taken.has(id) && isAllowed(id)) ?? ports.find(({ id }) => isAllowed(id));
  return port ? { kind: 'port', node: nodeId, port: port.id } : null;
}

/** Returns the end of the background lane; if all its outlets are connected, its beginning. */
export const endOfBackground = (workflow: WorkflowContext): InsertTarget =>
  endOfLane(workflow, THEN_PORT) ?? { kind: 'port', node: TRIGGER, port: THEN_PORT };

/**
 * Returns the first unconnected port of a lane, found by a depth-first search with leftmost ports first. Null if there is none.
 */
function endOfLane({ document, catalogue }: WorkflowContext, lane: string): InsertTarget | null {
  const graph = graphOf(document);
  const seen = new Set<string>();
  const walk = (nodeId: string, ports: readonly string[]): InsertTarget | null => {
    for (const port of ports) {
      const next = edgesFrom(graph, nodeId).get(port)?.to;
      if (next === undefined) return { kind: 'port', node: nodeId, port };
      if (seen.has(next)) continue;
      seen.add(next);
      const node = graph.nodes.get(next);
      const nextPorts = node ? portsFor(catalogue, node).map(({ id }) => id) : [];
      const found = walk(next, nextPorts);
      if (found) return found;
    }
    return null;
  };
  return walk(TRIGGER, [lane]);
}

/** Why a connection is not allowed. */
export type ConnectionRejection =
  | { reason: 'cycle' | 'portTaken' | 'intoTrigger' }
  | { reason: 'wrongLane'; nodeId: string; lane: 'respond' | 'then' };

/**
 * Checks whether an edge may be created. Returns the reason if it may not, otherwise null.
 * @param movedEdge id of the edge that is being reconnected; the port that it occupies counts as free
 */
export function connectionRejection(
  { document, catalogue }: WorkflowContext,
  { from, to, movedEdge }: { from: WorkflowPort; to: string; movedEdge?: string },
): ConnectionRejection | null {
  if (to === TRIGGER) return { reason: 'intoTrigger' };
  const graph = graphOf(document);
  const taken = edgesFrom(graph, from.node).get(from.port);
  if (taken && taken.id !== movedEdge) return { reason: 'portTaken' };
  if (wouldCycle(graph, from.node, to)) return { reason: 'cycle' };

  const lanes = lanesAt(document, { kind: 'port', ...from });
  const descriptors = descriptorsOf(catalogue);
  for (const id of reachableFrom(graph, [to])) {
    const descriptor = descriptors.get(graph.nodes.get(id)?.type ?? '');
    if (descriptor && !fitsLanes(descriptor, lanes)) {
      return { reason: 'wrongLane', nodeId: id, lane: lanes.respond ? 'respond' : 'then' };
    }
  }
  return null;
}
