import {
  RESPOND_PORT,
  THEN_PORT,
  TRIGGER,
  type NodeDescriptor,
  type WorkflowDocument,
} from '@linkflow/contracts';
import { edgesFrom, graphOf, lanesOf, type ReachedFrom } from '@linkflow/workflow';
import type { Place } from '../store/canvas-state';
import { portsFor } from './lookups';

const NOWHERE: ReachedFrom = { respond: false, then: false };
const lanes = new WeakMap<WorkflowDocument, ReadonlyMap<string, ReachedFrom>>();

function lanesIn(document: WorkflowDocument): ReadonlyMap<string, ReachedFrom> {
  const known = lanes.get(document);
  if (known) return known;
  const made = lanesOf(graphOf(document));
  lanes.set(document, made);
  return made;
}

/** The lanes that a place lies in: neither for loose ground, perhaps both where lanes meet. */
export function lanesAt(document: WorkflowDocument, place: Place): ReachedFrom {
  if (place.kind === 'ground') return NOWHERE;
  const from = place.kind === 'port' ? place : document.edges.find((edge) => edge.id === place.edgeId)?.from;
  if (!from) return NOWHERE;
  if (from.node === TRIGGER) return { respond: from.port === RESPOND_PORT, then: from.port === THEN_PORT };
  return lanesIn(document).get(from.node) ?? NOWHERE;
}

/** Whether a node of this type may stand there: nothing that works in the background may keep the recipient waiting, and the other way round. */
export function fits(descriptor: NodeDescriptor, at: ReachedFrom): boolean {
  if (descriptor.lane === 'both') return true;
  return descriptor.lane === 'respond' ? !at.then : !at.respond;
}

/**
 * Where a node goes that is added without pointing at a place: behind the selected node if it may stand there, else at the
 * end of its own lane.
 */
export function placeFor(
  document: WorkflowDocument,
  catalogue: readonly NodeDescriptor[],
  descriptor: NodeDescriptor,
  selected: string | undefined,
): Place {
  if (selected !== undefined) {
    const place = behind(document, catalogue, selected, descriptor);
    if (place && fits(descriptor, lanesAt(document, place))) return place;
  }
  const lane = descriptor.lane === 'respond' ? RESPOND_PORT : THEN_PORT;
  return endOf(document, catalogue, lane) ?? { kind: 'port', node: TRIGGER, port: lane };
}

/** The first free outlet of a node, else its first one: what follows there then follows the new node. */
export function behind(
  document: WorkflowDocument,
  catalogue: readonly NodeDescriptor[],
  nodeId: string,
  descriptor?: NodeDescriptor,
): Place | null {
  const graph = graphOf(document);
  const node = graph.nodes.get(nodeId);
  if (!node) return null;
  const ports = portsFor(catalogue, node);
  const taken = edgesFrom(graph, nodeId);
  const may = (port: string) =>
    !descriptor || fits(descriptor, lanesAt(document, { kind: 'port', node: nodeId, port }));
  const port = ports.find(({ id }) => !taken.has(id) && may(id)) ?? ports.find(({ id }) => may(id));
  return port ? { kind: 'port', node: nodeId, port: port.id } : null;
}

/** The first free outlet that one comes to by walking down a lane, leftmost outlets first. */
function endOf(document: WorkflowDocument, catalogue: readonly NodeDescriptor[], lane: string): Place | null {
  const graph = graphOf(document);
  const seen = new Set<string>();
  const walk = (nodeId: string, ports: readonly string[]): Place | null => {
    for (const port of ports) {
      const next = edgesFrom(graph, nodeId).get(port)?.to;
      if (next === undefined) return { kind: 'port', node: nodeId, port };
      if (seen.has(next)) continue;
      seen.add(next);
      const node = graph.nodes.get(next);
      const found =
        node &&
        walk(
          next,
          portsFor(catalogue, node).map(({ id }) => id),
        );
      if (found) return found;
    }
    return null;
  };
  return walk(TRIGGER, [lane]);
}
