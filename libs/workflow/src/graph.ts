import {
  RESPOND_PORT,
  THEN_PORT,
  TRIGGER,
  ERROR_PORT,
  NEXT_PORT,
  resolvePolicy,
  verbatim,
  type WorkflowDocument,
  type WorkflowEdge,
  type WorkflowNode,
  type NodeDescriptor,
  type PortLabel,
} from '@linkflow/contracts';

/**
 * An index of a document. Ignores edges from or to a missing node. If several nodes have the same id, or several edges start at the same
 * port, only the first one is indexed.
 */
export interface WorkflowGraph {
  nodes: ReadonlyMap<string, WorkflowNode>;
  /** Edges by node id, then by port. */
  outgoing: ReadonlyMap<string, ReadonlyMap<string, WorkflowEdge>>;
  incoming: ReadonlyMap<string, readonly WorkflowEdge[]>;
}

const NO_EDGES: ReadonlyMap<string, WorkflowEdge> = new Map();
const graphs = new WeakMap<WorkflowDocument, WorkflowGraph>();

/** Returns the index of a document. It is cached, because documents are immutable. */
export function graphOf(document: WorkflowDocument): WorkflowGraph {
  const cached = graphs.get(document);
  if (cached) return cached;
  const nodes = new Map<string, WorkflowNode>();
  for (const node of document.nodes) if (!nodes.has(node.id)) nodes.set(node.id, node);
  const outgoing = new Map<string, Map<string, WorkflowEdge>>();
  const incoming = new Map<string, WorkflowEdge[]>();
  for (const edge of document.edges) {
    if (!nodes.has(edge.from.node) || !nodes.has(edge.to)) continue;
    const ports = getOrCreate(outgoing, edge.from.node, () => new Map<string, WorkflowEdge>());
    if (ports.has(edge.from.port)) continue;
    ports.set(edge.from.port, edge);
    getOrCreate(incoming, edge.to, (): WorkflowEdge[] => []).push(edge);
  }
  const graph = { nodes, outgoing, incoming };
  graphs.set(document, graph);
  return graph;
}

/** The outgoing edges of a node by port. */
export function edgesFrom(graph: WorkflowGraph, nodeId: string): ReadonlyMap<string, WorkflowEdge> {
  return graph.outgoing.get(nodeId) ?? NO_EDGES;
}

/** The node that a port leads to, or null. */
export function successorOf(graph: WorkflowGraph, nodeId: string, port: string): string | null {
  return edgesFrom(graph, nodeId).get(port)?.to ?? null;
}

/** All nodes reachable from the given ones, including these. */
export function reachableFrom(graph: WorkflowGraph, starts: Iterable<string>): Set<string> {
  return flood(starts, (id) => [...edgesFrom(graph, id).values()].map((edge) => edge.to));
}

/** All nodes from which the node is reachable. Contains the node itself only if it is on a cycle. */
export function ancestorsOf(graph: WorkflowGraph, nodeId: string): Set<string> {
  const before = (id: string) => (graph.incoming.get(id) ?? []).map((edge) => edge.from.node);
  return flood(before(nodeId), before);
}

/** Whether a new edge from one node to another would close a cycle. */
export function wouldCycle(graph: WorkflowGraph, from: string, to: string): boolean {
  return from === to || reachableFrom(graph, [to]).has(from);
}

/** Returns the ids of the nodes of one cycle, in order, or null if there is no cycle. */
export function findCycle(graph: WorkflowGraph): string[] | null {
  const done = new Set<string>();
  for (const start of graph.nodes.keys()) {
    const path: { id: string; rest: string[] }[] = [];
    const open = new Map<string, number>();
    const enter = (id: string) => {
      open.set(id, path.length);
      path.push({ id, rest: [...edgesFrom(graph, id).values()].map((edge) => edge.to) });
    };
    if (!done.has(start)) enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.rest.shift();
      if (next === undefined) {
        done.add(top.id);
        open.delete(top.id);
        path.pop();
        continue;
      }
      const seenAt = open.get(next);
      if (seenAt !== undefined) return path.slice(seenAt).map((entry) => entry.id);
      if (!done.has(next)) enter(next);
    }
  }
  return null;
}

/** Whether a node is reachable from the respond lane and from the then lane. */
export interface ReachedFrom {
  respond: boolean;
  then: boolean;
}

/** The lanes of every node that is reachable from the trigger. Does not contain the trigger. */
export function lanesOf(graph: WorkflowGraph): Map<string, ReachedFrom> {
  const lanes = new Map<string, ReachedFrom>();
  for (const lane of [RESPOND_PORT, THEN_PORT] as const) {
    const start = successorOf(graph, TRIGGER, lane);
    if (start === null) continue;
    for (const id of reachableFrom(graph, [start])) {
      if (id === TRIGGER) continue;
      getOrCreate(lanes, id, () => ({ respond: false, then: false }))[lane] = true;
    }
  }
  return lanes;
}

function flood(starts: Iterable<string>, next: (id: string) => readonly string[]): Set<string> {
  const seen = new Set(starts);
  const open = [...seen];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const other of next(id)) {
      if (seen.has(other)) continue;
      seen.add(other);
      open.push(other);
    }
  }
  return seen;
}

function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const existing = map.get(key);
  if (existing !== undefined) return existing;
  const created = create();
  map.set(key, created);
  return created;
}

const ERROR_LABEL = { en: 'If it fails', nb: 'Hvis det feiler' };

/**
 * Returns the ports of a node in the order in which they are drawn: one per item of its list parameter (cases, shares), the fixed ports
 * of its type, and the error port if its `onError` policy is `branch`. Empty for an unknown type.
 */
export function portsOf(descriptor: NodeDescriptor | undefined, node: WorkflowNode): PortLabel[] {
  if (!descriptor) return [];
  const ports = [...itemPorts(descriptor, node.params), ...descriptor.ports.fixed];
  if (resolvePolicy(node.policy, descriptor.policy).onError === 'branch') {
    ports.push({ id: ERROR_PORT, label: ERROR_LABEL });
  }
  return ports;
}

/**
 * Returns the default port of a node. A run follows it if no other port was chosen, if the node is disabled, and after a failure with the
 * policy `continue`. It is `next` if the node has this port, else the first fixed port (`yes` of a condition, `otherwise` of a choice,
 * `confirmed` of a confirm page), else the port of the first item (the first share of a split). Null if the node has no ports; `next` for
 * an unknown type.
 */
export function passPortOf(descriptor: NodeDescriptor | undefined, node: WorkflowNode): string | null {
  if (!descriptor) return NEXT_PORT;
  const { fixed } = descriptor.ports;
  if (fixed.some((port) => port.id === NEXT_PORT)) return NEXT_PORT;
  return fixed[0]?.id ?? itemPorts(descriptor, node.params)[0]?.id ?? null;
}

/** The ports of the items of a node's list parameter: one per item with an id. An item without a label is named by its number, from 1. */
function itemPorts(descriptor: NodeDescriptor, params: Record<string, unknown>): PortLabel[] {
  const list = descriptor.ports.perItem ? params[descriptor.ports.perItem.param] : undefined;
  if (!Array.isArray(list)) return [];
  const ports: PortLabel[] = [];
  list.forEach((item: unknown, index) => {
    if (typeof item !== 'object' || item === null || !('id' in item)) return;
    if (typeof item.id !== 'string' || item.id === '' || ports.some((port) => port.id === item.id)) return;
    const label = 'label' in item && typeof item.label === 'string' ? item.label.trim() : '';
    ports.push({ id: item.id, label: verbatim(label || String(index + 1)) });
  });
  return ports;
}
