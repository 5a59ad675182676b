import { MAX_NODES, TRIGGER, phrase, verbatim } from '@linkflow/contracts';
import type {
  NodeDescriptor,
  Text,
  WorkflowDocument,
  WorkflowNode,
  WorkflowProblem,
} from '@linkflow/contracts';
import { findCycle, graphOf, reachableFrom, portsOf } from '../graph';
import { PROBLEM_TEXTS } from './problem-texts';

/** Problems of the graph, independent of what its nodes do. */
export function checkGraph(
  document: WorkflowDocument,
  descriptors: ReadonlyMap<string, NodeDescriptor>,
): WorkflowProblem[] {
  return [
    ...checkTrigger(document),
    ...checkIds(document),
    ...checkEdges(document, descriptors),
    ...checkPaths(document, descriptors),
  ];
}

/** The name that marketers see: the label of the node, or the title of its type. */
export function nameOfNode(node: WorkflowNode, descriptors: ReadonlyMap<string, NodeDescriptor>): Text {
  const label = node.label?.trim();
  return label ? verbatim(label) : (descriptors.get(node.type)?.title ?? verbatim(node.type));
}

function checkTrigger(document: WorkflowDocument): WorkflowProblem[] {
  const triggers = document.nodes.filter((node) => node.type === TRIGGER);
  const problems: WorkflowProblem[] = triggers
    .filter((node) => node.id !== TRIGGER)
    .map((node) => ({
      code: 'graph.many-triggers',
      severity: 'error',
      message: PROBLEM_TEXTS.manyTriggers,
      nodeId: node.id,
    }));
  if (!triggers.some((node) => node.id === TRIGGER)) {
    problems.push({ code: 'graph.no-trigger', severity: 'error', message: PROBLEM_TEXTS.noTrigger });
  }
  return problems;
}

function checkIds(document: WorkflowDocument): WorkflowProblem[] {
  const problems: WorkflowProblem[] = [];
  if (document.nodes.length > MAX_NODES) {
    const message = phrase(PROBLEM_TEXTS.tooManyNodes, { count: document.nodes.length, max: MAX_NODES });
    problems.push({ code: 'graph.too-many-nodes', severity: 'error', message });
  }
  for (const id of duplicatesIn(document.nodes.map((node) => node.id))) {
    problems.push({
      code: 'graph.duplicate-id',
      severity: 'error',
      message: phrase(PROBLEM_TEXTS.duplicateNode, { id }),
      nodeId: id,
    });
  }
  for (const id of duplicatesIn(document.edges.map((edge) => edge.id))) {
    problems.push({
      code: 'graph.duplicate-id',
      severity: 'error',
      message: phrase(PROBLEM_TEXTS.duplicateEdge, { id }),
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
      add('graph.dangling-edge', PROBLEM_TEXTS.danglingEdge);
      continue;
    }
    if (edge.to === TRIGGER) add('graph.into-trigger', PROBLEM_TEXTS.intoTrigger);
    const descriptor = descriptors.get(from.type);
    if (descriptor && !portsOf(descriptor, from).some((port) => port.id === edge.from.port)) {
      add(
        'graph.unknown-port',
        phrase(PROBLEM_TEXTS.unknownPort, { name: nameOfNode(from, descriptors), port: edge.from.port }),
        from.id,
      );
    }
    // Node ids contain no blank, so the key is unambiguous.
    const outlet = `${from.id} ${edge.from.port}`;
    if (taken.has(outlet))
      add(
        'graph.port-taken',
        phrase(PROBLEM_TEXTS.portTaken, { name: nameOfNode(from, descriptors) }),
        from.id,
      );
    taken.add(outlet);
  }
  return problems;
}

function checkPaths(
  document: WorkflowDocument,
  descriptors: ReadonlyMap<string, NodeDescriptor>,
): WorkflowProblem[] {
  const graph = graphOf(document);
  const problems: WorkflowProblem[] = [];
  const first = graph.nodes.get(findCycle(graph)?.[0] ?? '');
  if (first) {
    const message = phrase(PROBLEM_TEXTS.cycle, { name: nameOfNode(first, descriptors) });
    problems.push({ code: 'graph.cycle', severity: 'error', message, nodeId: first.id });
  }
  const reached = reachableFrom(graph, [TRIGGER]);
  for (const node of graph.nodes.values()) {
    if (reached.has(node.id) || node.type === TRIGGER) continue;
    problems.push({
      code: 'graph.unreachable',
      severity: 'error',
      message: PROBLEM_TEXTS.unreachable,
      nodeId: node.id,
    });
  }
  return problems;
}

function duplicatesIn(ids: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const duplicates = new Set<string>();
  for (const id of ids) (seen.has(id) ? duplicates : seen).add(id);
  return duplicates;
}
