import { TRIGGER, type NodeDescriptor, type WorkflowDocument } from '@linkflow/contracts';
import { edgesFrom, graphOf, reachableFrom, wouldCycle } from '@linkflow/workflow';
import { fits, lanesAt } from './lanes';
import { descriptorsOf } from './lookups';

/** Why an arrow can't be drawn. */
export type ConnectRefusal =
  | { why: 'cycle' | 'portTaken' | 'intoTrigger' }
  | { why: 'wrongLane'; nodeId: string; lane: 'respond' | 'then' };

/** What stands against an arrow from an outlet to a node, or null. An arrow that is being moved does not stand in its own way. */
export function connectRefusal(
  document: WorkflowDocument,
  catalogue: readonly NodeDescriptor[],
  from: { node: string; port: string },
  to: string,
  movedEdge?: string,
): ConnectRefusal | null {
  if (to === TRIGGER) return { why: 'intoTrigger' };
  const graph = graphOf(document);
  const taken = edgesFrom(graph, from.node).get(from.port);
  if (taken && taken.id !== movedEdge) return { why: 'portTaken' };
  if (wouldCycle(graph, from.node, to)) return { why: 'cycle' };

  const lanes = lanesAt(document, { kind: 'port', ...from });
  const descriptors = descriptorsOf(catalogue);
  for (const id of reachableFrom(graph, [to])) {
    const descriptor = descriptors.get(graph.nodes.get(id)?.type ?? '');
    if (descriptor && !fits(descriptor, lanes)) {
      return { why: 'wrongLane', nodeId: id, lane: lanes.respond ? 'respond' : 'then' };
    }
  }
  return null;
}
