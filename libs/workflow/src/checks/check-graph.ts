import { MAX_NODES, TRIGGER, isTriggerType, phrase, verbatim } from '@linkflow/contracts';
import type {
  NodeDescriptor,
  Text,
  WorkflowDocument,
  WorkflowNode,
  WorkflowProblem,
} from '@linkflow/contracts';
import { findCycle, graphOf, reachableFrom, portsOf } from '../graph';
import { PROBLEM_TEXTS, errorOf } from './problem-texts';

/**
 * Returns the problems of the nodes and edges as a graph; the parameters of the nodes are not checked.
 * @param triggerType type of the only trigger that the workflow may have
 */
export function checkGraph(
  document: WorkflowDocument,
  descriptors: ReadonlyMap<string, NodeDescriptor>,
  triggerType: string = TRIGGER,
): WorkflowProblem[] {
  return [
    ...checkTrigger(document, triggerType),
    ...checkIds(document),
    ...checkEdges(document, descriptors),
    ...checkPaths(document, descriptors),
  ];
}

/** Returns the name of a node that marketers see: its label or, if it has none, the title of its type. */
export function nameOfNode(node: WorkflowNode, descriptors: ReadonlyMap<string, NodeDescriptor>): Text {
  const label = node.label?.trim();
  return label ? verbatim(label) : (descriptors.get(node.type)?.title ?? verbatim(node.type));
}

function checkTrigger({ nodes }: WorkflowDocument, triggerType: string): WorkflowProblem[] {
  const triggers = nodes.filter((node) => isTriggerType(node.type));
  const problems = triggers
    .filter((node) => node.id !== TRIGGER || node.type !== triggerType)
    .map(({ id }) => errorOf('graph.many-triggers', PROBLEM_TEXTS.manyTriggers, { nodeId: id }));
  const isMissing = problems.length === triggers.length;
  return isMissing ? [...problems, errorOf('graph.no-trigger', PROBLEM_TEXTS.noTrigger)] : problems;
}

function checkIds({ nodes, edges }: WorkflowDocument): WorkflowProblem[] {
  const problems: WorkflowProblem[] = [];
  if (nodes.length > MAX_NODES) {
    const message = phrase(PROBLEM_TEXTS.tooManyNodes, { count: nodes.length, max: MAX_NODES });
    problems.push(errorOf('graph.too-many-nodes', message));
  }
  for (const id of duplicatesIn(nodes)) {
    const message = phrase(PROBLEM_TEXTS.duplicateNode, { id });
    problems.push(errorOf('graph.duplicate-id', message, { nodeId: id }));
  }
  for (const id of duplicatesIn(edges)) {
    const message = phrase(PROBLEM_TEXTS.duplicateEdge, { id });
    problems.push(errorOf('graph.duplicate-id', message, { edgeId: id }));
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
  for (const { id: edgeId, from: outlet, to } of document.edges) {
    const add = (code: WorkflowProblem['code'], message: Text, nodeId?: string) =>
      problems.push(errorOf(code, message, { edgeId, ...(nodeId !== undefined && { nodeId }) }));
    const from = nodes.get(outlet.node);
    if (!from || !nodes.has(to)) {
      add('graph.dangling-edge', PROBLEM_TEXTS.danglingEdge);
      continue;
    }
    if (to === TRIGGER) add('graph.into-trigger', PROBLEM_TEXTS.intoTrigger);
    const name = nameOfNode(from, descriptors);
    const descriptor = descriptors.get(from.type);
    if (descriptor && !portsOf(descriptor, from).some((port) => port.id === outlet.port)) {
      add('graph.unknown-port', phrase(PROBLEM_TEXTS.unknownPort, { name, port: outlet.port }), from.id);
    }
    // Node ids contain no blank, so the key is unambiguous.
    const key = `${from.id} ${outlet.port}`;
    if (taken.has(key)) add('graph.port-taken', phrase(PROBLEM_TEXTS.portTaken, { name }), from.id);
    taken.add(key);
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
    problems.push(errorOf('graph.cycle', message, { nodeId: first.id }));
  }
  const reached = reachableFrom(graph, [TRIGGER]);
  for (const { id, type } of graph.nodes.values()) {
    if (reached.has(id) || isTriggerType(type)) continue;
    problems.push(errorOf('graph.unreachable', PROBLEM_TEXTS.unreachable, { nodeId: id }));
  }
  return problems;
}

function duplicatesIn(items: readonly { id: string }[]): Set<string> {
  const seen = new Set<string>();
  const duplicates = new Set<string>();
  for (const { id } of items) (seen.has(id) ? duplicates : seen).add(id);
  return duplicates;
}
