import { TRIGGER } from '@linkflow/contracts';
import type { NodeDescriptor, WorkflowEdge, WorkflowEdit } from '@linkflow/contracts';
import { graphOf, successorOf, wouldCycle } from '../graph/graph';
import { portsOf } from '../graph/ports';
import type { EditResult, WorkflowState } from './edit.types';
import { refuse } from './edit-texts';
import { insertedAt, removedAt } from './lists';

export function connect(
  { document, layout }: WorkflowState,
  { edge, at }: Extract<WorkflowEdit, { op: 'connect' }>,
  catalogue: readonly NodeDescriptor[],
): EditResult {
  const graph = graphOf(document);
  const { node, port } = edge.from;
  const from = graph.nodes.get(node);
  if (!from) return refuse('edit.unknown-node', { nodeId: node });
  const to = graph.nodes.get(edge.to);
  if (!to) return refuse('edit.unknown-node', { nodeId: edge.to });
  if (to.type === TRIGGER) return refuse('graph.into-trigger', { nodeId: node });
  if (document.edges.some((other) => other.id === edge.id))
    return refuse('graph.duplicate-id', { edgeId: edge.id });
  if (successorOf(graph, node, port) !== null) return refuse('graph.port-taken', { nodeId: node });
  if (wouldCycle(graph, node, edge.to)) return refuse('graph.cycle', { nodeId: node });
  const descriptor = catalogue.find((entry) => entry.type === from.type);
  if (descriptor && !portsOf(descriptor, from).some((entry) => entry.id === port)) {
    return refuse('graph.unknown-port', { nodeId: node });
  }
  return {
    ok: true,
    document: { ...document, edges: insertedAt(document.edges, edge, at) },
    layout,
    inverse: { op: 'disconnect', edgeId: edge.id },
  };
}

export function disconnect({ document, layout }: WorkflowState, edgeId: string): EditResult {
  const at = document.edges.findIndex((edge) => edge.id === edgeId);
  const edge = document.edges[at];
  if (!edge) return refuse('edit.unknown-edge', { edgeId });
  return {
    ok: true,
    document: { ...document, edges: removedAt(document.edges, at) },
    layout,
    inverse: { op: 'connect', edge, at },
  };
}

/** The edges that stay, and the edits that put the others back at their places, in the order in which they have to be done. */
export function dropEdges(
  edges: readonly WorkflowEdge[],
  drop: (edge: WorkflowEdge) => boolean,
): { kept: WorkflowEdge[]; restore: WorkflowEdit[] } {
  const kept: WorkflowEdge[] = [];
  const restore: WorkflowEdit[] = [];
  edges.forEach((edge, at) => {
    if (drop(edge)) restore.push({ op: 'connect', edge, at });
    else kept.push(edge);
  });
  return { kept, restore };
}
