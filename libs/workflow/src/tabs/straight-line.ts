import { ERROR_PORT, phrase, RESPOND_PORT, THEN_PORT, TRIGGER } from '@linkflow/contracts';
import type { NodeDescriptor, Text, WorkflowDocument, WorkflowEdge, WorkflowNode } from '@linkflow/contracts';
import { nameOfNode } from '../checks/check-graph';
import { edgesFrom, graphOf, passPortOf, portsOf, type WorkflowGraph } from '../graph';
import { isAnswerType, isFinalAnswer, type LinkTabs } from './link-tabs';

/** Why a workflow is no straight line, so that only the canvas can show it. */
export interface NotStraight {
  code: keyof typeof REASONS;
  message: Text;
  /** The node that the reason is about. Absent for faults of the whole graph. */
  nodeId?: string;
}

export type TabsReading = { ok: true; tabs: LinkTabs } | { ok: false; reason: NotStraight };

const REASONS = {
  decides: { en: '“{name}” chooses between several paths.', nb: '«{name}» velger mellom flere veier.' },
  'failure-path': {
    en: '“{name}” has a path of its own for when it fails.',
    nb: '«{name}» har en egen vei for når det feiler.',
  },
  joins: { en: 'Several arrows lead to “{name}”.', nb: 'Flere piler går til «{name}».' },
  loose: { en: 'No arrow leads to “{name}”.', nb: 'Ingen pil går til «{name}».' },
  place: {
    en: 'The tabs have no place for “{name}” where it stands.',
    nb: 'Fanene har ikke plass til «{name}» der det står.',
  },
  fault: {
    en: 'The arrows of the workflow have a fault.',
    nb: 'Det er noe galt med pilene i arbeidsflyten.',
  },
} satisfies Record<string, Text>;

/**
 * Reads a workflow of a link into the tabs. Succeeds for straight lines: from the click, one chain of steps leads to the answer and one
 * through the background, without conditions, shares, paths for failures and arrows that meet.
 */
export function readTabs(document: WorkflowDocument, catalogue: readonly NodeDescriptor[]): TabsReading {
  const graph = graphOf(document);
  const descriptors = new Map(catalogue.map((descriptor) => [descriptor.type, descriptor]));
  const refuse = (code: NotStraight['code'], node: WorkflowNode): TabsReading => {
    const message = phrase(REASONS[code], { name: nameOfNode(node, descriptors) });
    return { ok: false, reason: { code, message, nodeId: node.id } };
  };
  if (hasFault(document, graph)) return { ok: false, reason: { code: 'fault', message: REASONS.fault } };
  for (const node of graph.nodes.values()) {
    if (node.id === TRIGGER) continue;
    const arrows = graph.incoming.get(node.id)?.length ?? 0;
    if (arrows !== 1) return refuse(arrows === 0 ? 'loose' : 'joins', node);
    const descriptor = descriptors.get(node.type);
    if (portsOf(descriptor, node).filter(({ id }) => id !== ERROR_PORT).length > 1)
      return refuse('decides', node);
    const pass = passPortOf(descriptor, node);
    const aside = [...edgesFrom(graph, node.id).keys()].find((port) => port !== pass);
    if (aside !== undefined) return refuse(aside === ERROR_PORT ? 'failure-path' : 'decides', node);
  }
  const chain = (port: string) => chainFrom(graph, port, descriptors);
  const tabs = { answer: chain(RESPOND_PORT), steps: chain(THEN_PORT) };
  const placed = new Set([...tabs.answer, ...tabs.steps]);
  // Every node has one arrow to it, so those that no chain contains are on a circle.
  const lost = [...graph.nodes.values()].find((node) => node.id !== TRIGGER && !placed.has(node));
  if (lost) return refuse('loose', lost);
  const misplaced =
    tabs.answer.find((node, at) => !fitsAnswer(tabs.answer, node, at)) ??
    tabs.steps.find(({ type }) => isAnswerType(type));
  return misplaced ? refuse('place', misplaced) : { ok: true, tabs };
}

/** Whether the document has another trigger than a click, an id twice, an arrow to nowhere, or arrows that only the checks explain. */
function hasFault({ nodes, edges }: WorkflowDocument, graph: WorkflowGraph): boolean {
  const indexed = [...graph.outgoing.values()].reduce((sum, ports) => sum + ports.size, 0);
  const ports = [...edgesFrom(graph, TRIGGER).keys()];
  return (
    graph.nodes.get(TRIGGER)?.type !== TRIGGER ||
    graph.nodes.size !== nodes.length ||
    indexed !== edges.length ||
    new Set(edges.map(({ id }) => id)).size !== edges.length ||
    graph.incoming.has(TRIGGER) ||
    ports.some((port) => port !== RESPOND_PORT && port !== THEN_PORT)
  );
}

function chainFrom(
  graph: WorkflowGraph,
  port: string,
  descriptors: ReadonlyMap<string, NodeDescriptor>,
): WorkflowNode[] {
  const chain: WorkflowNode[] = [];
  let edge: WorkflowEdge | undefined = edgesFrom(graph, TRIGGER).get(port);
  while (edge) {
    const node = graph.nodes.get(edge.to);
    if (!node) break;
    chain.push(node);
    const pass = passPortOf(descriptors.get(node.type), node);
    edge = pass === null ? undefined : edgesFrom(graph, node.id).get(pass);
  }
  return chain;
}

/** Whether the tabs show this node of an answer: one of each type, and nothing after a final answer. */
function fitsAnswer(answer: readonly WorkflowNode[], { type }: WorkflowNode, at: number): boolean {
  const before = answer.slice(0, at);
  const isAfterFinal = before.some((other) => isFinalAnswer(other.type));
  return isAnswerType(type) && !isAfterFinal && before.every((other) => other.type !== type);
}

interface WriteContext {
  catalogue: readonly NodeDescriptor[];
  /** Returns a new unique id for an edge. */
  newId: () => string;
}

/**
 * Writes the tabs into the document from which they were read, possibly changed since. Everything that has not changed keeps its id and its
 * place in the lists. A changed arrow keeps its id if it still starts at the same port.
 */
export function writeTabs(
  document: WorkflowDocument,
  { answer, steps }: LinkTabs,
  { catalogue, newId }: WriteContext,
): WorkflowDocument {
  const nodes = new Map([...answer, ...steps].map((node) => [node.id, node]));
  const before = new Set(document.nodes.map(({ id }) => id));
  const kept = document.nodes.flatMap((node) => (node.id === TRIGGER ? node : (nodes.get(node.id) ?? [])));
  const added = [...nodes.values()].filter(({ id }) => !before.has(id));

  const targets = new Map<string, WorkflowEdge>();
  for (const [port, chain] of [
    [RESPOND_PORT, answer],
    [THEN_PORT, steps],
  ] as const) {
    let from: WorkflowEdge['from'] | null = { node: TRIGGER, port };
    for (const node of chain) {
      if (from) targets.set(keyOf(from), { id: '', from, to: node.id });
      const pass = passPortOf(
        catalogue.find(({ type }) => type === node.type),
        node,
      );
      from = pass === null ? null : { node: node.id, port: pass };
    }
  }
  const edges = document.edges.flatMap((edge): WorkflowEdge[] => {
    const wanted = targets.get(keyOf(edge.from));
    targets.delete(keyOf(edge.from));
    if (!wanted) return [];
    return [wanted.to === edge.to ? edge : { ...edge, to: wanted.to }];
  });
  const drawn = [...targets.values()].map((edge) => ({ ...edge, id: newId() }));
  return { ...document, nodes: [...kept, ...added], edges: [...edges, ...drawn] };
}

/** Node ids contain no blank, so the key is unambiguous. */
const keyOf = ({ node, port }: WorkflowEdge['from']): string => `${node} ${port}`;
