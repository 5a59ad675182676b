import { MAX_NODES, TRIGGER } from '@linkflow/contracts';
import type {
  NodeDescriptor,
  Text,
  WorkflowDocument,
  WorkflowNode,
  WorkflowProblem,
} from '@linkflow/contracts';
import { findCycle, graphOf, reachableFrom } from '../graph/graph';
import { portsOf } from '../graph/ports';
import { SAY } from './problem-texts';

/** What is wrong with the drawing as such, whatever its nodes do. */
export function checkGraph(
  document: WorkflowDocument,
  descriptors: ReadonlyMap<string, NodeDescriptor>,
): WorkflowProblem[] {
  return [
    ...checkTrigger(document),
    ...checkIds(document),
    ...checkEdges(document, descriptors),
    ...checkWays(document, descriptors),
  ];
}

/** What a marketer calls a node: its own label, else the title of its type. */
export function nameOfNode(node: WorkflowNode, descriptors: ReadonlyMap<string, NodeDescriptor>): Text {
  const label = node.label?.trim();
  return label
    ? { en: label, nb: label }
    : (descriptors.get(node.type)?.title ?? { en: node.type, nb: node.type });
}

function checkTrigger(document: WorkflowDocument): WorkflowProblem[] {
  const triggers = document.nodes.filter((node) => node.type === TRIGGER);
  const problems: WorkflowProblem[] = triggers
    .filter((node) => node.id !== TRIGGER)
    .map((node) => ({
      code: 'graph.many-triggers',
      severity: 'error',
      message: SAY.manyTriggers(),
      nodeId: node.id,
    }));
  if (!triggers.some((node) => node.id === TRIGGER)) {
    problems.push({ code: 'graph.no-trigger', severity: 'error', message: SAY.noTrigger() });
  }
  return problems;
}

function checkIds(document: WorkflowDocument): WorkflowProblem[] {
  const problems: WorkflowProblem[] = [];
  if (document.nodes.length > MAX_NODES) {
    const message = SAY.tooManyNodes(document.nodes.length, MAX_NODES);
    problems.push({ code: 'graph.too-many-nodes', severity: 'error', message });
  }
  for (const id of repeated(document.nodes.map((node) => node.id))) {
    problems.push({
      code: 'graph.duplicate-id',
      severity: 'error',
      message: SAY.duplicateNode(id),
      nodeId: id,
    });
  }
  for (const id of repeated(document.edges.map((edge) => edge.id))) {
    problems.push({
      code: 'graph.duplicate-id',
      severity: 'error',
      message: SAY.duplicateEdge(id),
      edgeId: id,
    });
  }
  return problems;
}

function checkEdges(
  document: WorkflowDocument,
  descriptors: ReadonlyMap<string, NodeDescriptor>,
): WorkflowProblem[] {
  const { nodes } = graphOf(document);
  const taken = new Set<string>();
  const problems: WorkflowProblem[] = [];
  for (const edge of document.edges) {
    const add = (code: WorkflowProblem['code'], message: Text, nodeId?: string) =>
      problems.push({
        code,
        severity: 'error',
        message,
        edgeId: edge.id,
        ...(nodeId === undefined ? {} : { nodeId }),
      });
    const from = nodes.get(edge.from.node);
    if (!from || !nodes.has(edge.to)) {
      add('graph.dangling-edge', SAY.danglingEdge());
      continue;
    }
    if (edge.to === TRIGGER) add('graph.into-trigger', SAY.intoTrigger());
    const descriptor = descriptors.get(from.type);
    if (descriptor && !portsOf(descriptor, from).some((port) => port.id === edge.from.port)) {
      add('graph.unknown-port', SAY.unknownPort(nameOfNode(from, descriptors), edge.from.port), from.id);
    }
    // A node id has no blank in it, so the pair is unambiguous.
    const outlet = `${from.id} ${edge.from.port}`;
    if (taken.has(outlet)) add('graph.port-taken', SAY.portTaken(nameOfNode(from, descriptors)), from.id);
    taken.add(outlet);
  }
  return problems;
}

function checkWays(
  document: WorkflowDocument,
  descriptors: ReadonlyMap<string, NodeDescriptor>,
): WorkflowProblem[] {
  const graph = graphOf(document);
  const problems: WorkflowProblem[] = [];
  const first = graph.nodes.get(findCycle(graph)?.[0] ?? '');
  if (first) {
    const message = SAY.cycle(nameOfNode(first, descriptors));
    problems.push({ code: 'graph.cycle', severity: 'error', message, nodeId: first.id });
  }
  const reached = reachableFrom(graph, [TRIGGER]);
  for (const node of graph.nodes.values()) {
    if (reached.has(node.id) || node.type === TRIGGER) continue;
    problems.push({
      code: 'graph.unreachable',
      severity: 'error',
      message: SAY.unreachable(),
      nodeId: node.id,
    });
  }
  return problems;
}

function repeated(ids: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const again = new Set<string>();
  for (const id of ids) (seen.has(id) ? again : seen).add(id);
  return again;
}
