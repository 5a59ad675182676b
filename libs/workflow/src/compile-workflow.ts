import {
  DEFAULT_POLICY,
  RESPOND_PORT,
  mendAddress,
  resolvePolicy,
  THEN_PORT,
  TRIGGER,
} from '@linkflow/contracts';
import type { NodeDescriptor, WorkflowDocument, WorkflowNode } from '@linkflow/contracts';
import { conditionsIn, textsIn } from './checks/node-params';
import type { CompiledNode, CompiledWorkflow } from './compiled-workflow';
import { factsInCondition } from './conditions/condition-tree';
import { stepOfFact } from './conditions/step-facts';
import { edgesFrom, graphOf, reachableFrom, successorOf, passPortOf } from './graph';
import type { WorkflowGraph } from './graph';
import { factsInText } from './merge-text';
import { constantAnswerOf } from './respond-lane';
import { semanticHash } from './semantic-hash';

/**
 * Compiles a published document, so that a run is walked with look-ups only. Every document can be compiled. If it has not passed
 * `checkDocument`, its invalid edges are ignored.
 */
export function compileWorkflow(
  document: WorkflowDocument,
  url: string,
  catalogue: readonly NodeDescriptor[],
): CompiledWorkflow {
  const descriptors = new Map(catalogue.map((descriptor) => [descriptor.type, descriptor]));
  const graph = graphOf(document);
  const nodes = connected(
    graph,
    [...graph.nodes.values()].map((node) => compileNode(node, descriptors.get(node.type))),
  );
  const starts = nodes.get(TRIGGER)?.targets;
  const compiled: CompiledWorkflow = {
    hash: semanticHash(document, url),
    url: mendAddress(url),
    nodes,
    respondStart: starts?.get(RESPOND_PORT) ?? null,
    thenStart: starts?.get(THEN_PORT) ?? null,
    facts: {
      respond: laneFacts(graph, nodes, RESPOND_PORT, factsInText(url)),
      then: laneFacts(graph, nodes, THEN_PORT, []),
    },
    constantAnswer: null,
  };
  return { ...compiled, constantAnswer: constantAnswerOf(compiled) };
}

type UnconnectedNode = Omit<CompiledNode, 'targets'>;

function compileNode(node: WorkflowNode, descriptor: NodeDescriptor | undefined): UnconnectedNode {
  const facts = new Set<string>();
  if (descriptor) {
    for (const { condition } of conditionsIn(descriptor, node.params)) {
      for (const fact of factsInCondition(condition)) facts.add(fact);
    }
  }
  for (const { text } of textsIn(node.params)) for (const fact of factsInText(text)) facts.add(fact);
  return {
    id: node.id,
    type: node.type,
    descriptor,
    // Frozen, because all runs of this version share the object.
    params: Object.freeze({ ...node.params }),
    policy: resolvePolicy(node.policy, descriptor?.policy ?? DEFAULT_POLICY),
    repeat: node.repeat ?? descriptor?.repeat ?? null,
    passPort: passPortOf(descriptor, node),
    facts: [...facts],
    disabled: node.disabled === true,
  };
}

/** Adds to each node where its ports lead. Returns the nodes by id. */
function connected(graph: WorkflowGraph, nodes: readonly UnconnectedNode[]): Map<string, CompiledNode> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const targetsOf = (nodeId: string): Map<string, string> => {
    const targets = new Map<string, string>();
    for (const [port, edge] of edgesFrom(graph, nodeId)) {
      const target = firstEnabled(edge.to, graph, byId);
      if (target !== null) targets.set(port, target);
    }
    return targets;
  };
  return new Map(nodes.map((node) => [node.id, { ...node, targets: targetsOf(node.id) }]));
}

function firstEnabled(
  nodeId: string,
  graph: WorkflowGraph,
  nodes: ReadonlyMap<string, UnconnectedNode>,
): string | null {
  // At most as many iterations as nodes, so that the loop ends even if disabled nodes form a cycle.
  let current: string | null = nodeId;
  for (let left = nodes.size; left > 0 && current !== null; left--) {
    const node = nodes.get(current);
    if (!node?.disabled) return current;
    current = node.passPort === null ? null : successorOf(graph, current, node.passPort);
  }
  return null;
}

function laneFacts(
  graph: WorkflowGraph,
  nodes: ReadonlyMap<string, CompiledNode>,
  lane: string,
  facts: readonly string[],
): string[] {
  const start = successorOf(graph, TRIGGER, lane);
  const wanted = new Set(facts);
  for (const id of start === null ? [] : reachableFrom(graph, [start])) {
    const node = nodes.get(id);
    if (!node || node.disabled) continue;
    for (const fact of node.facts) if (stepOfFact(fact) === null) wanted.add(fact);
  }
  return [...wanted];
}
