import { RESPOND_PORT, THEN_PORT, TRIGGER } from '@linkflow/contracts';
import type { WorkflowDocument, WorkflowEdge, WorkflowNode } from '@linkflow/contracts';

/** A document indexed for walking. Edges whose ends don't exist are left out; where ids or ports are taken twice the first one holds. */
export interface WorkflowGraph {
  nodes: ReadonlyMap<string, WorkflowNode>;
  /** By node, then by port. */
  outgoing: ReadonlyMap<string, ReadonlyMap<string, WorkflowEdge>>;
  incoming: ReadonlyMap<string, readonly WorkflowEdge[]>;
}

const NO_EDGES: ReadonlyMap<string, WorkflowEdge> = new Map();
const graphs = new WeakMap<WorkflowDocument, WorkflowGraph>();

/** The index of a document; made once, as documents are never changed in place. */
export function graphOf(document: WorkflowDocument): WorkflowGraph {
  const known = graphs.get(document);
  if (known) return known;
  const nodes = new Map<string, WorkflowNode>();
  for (const node of document.nodes) if (!nodes.has(node.id)) nodes.set(node.id, node);
  const outgoing = new Map<string, Map<string, WorkflowEdge>>();
  const incoming = new Map<string, WorkflowEdge[]>();
  for (const edge of document.edges) {
    if (!nodes.has(edge.from.node) || !nodes.has(edge.to)) continue;
    const ports = getOrMake(outgoing, edge.from.node, () => new Map<string, WorkflowEdge>());
    if (ports.has(edge.from.port)) continue;
    ports.set(edge.from.port, edge);
    getOrMake(incoming, edge.to, (): WorkflowEdge[] => []).push(edge);
  }
  const graph = { nodes, outgoing, incoming };
  graphs.set(document, graph);
  return graph;
}

/** The edges that leave a node, by port. */
export function edgesFrom(graph: WorkflowGraph, nodeId: string): ReadonlyMap<string, WorkflowEdge> {
  return graph.outgoing.get(nodeId) ?? NO_EDGES;
}

/** The node at the end of a port, or null where the port leads nowhere. */
export function successorOf(graph: WorkflowGraph, nodeId: string, port: string): string | null {
  return edgesFrom(graph, nodeId).get(port)?.to ?? null;
}

/** The nodes that one can come to from the given ones, these included. */
export function reachableFrom(graph: WorkflowGraph, starts: Iterable<string>): Set<string> {
  return flood(starts, (id) => [...edgesFrom(graph, id).values()].map((edge) => edge.to));
}

/** The nodes from which one can come to this one, itself not included unless it lies on a cycle. */
export function ancestorsOf(graph: WorkflowGraph, nodeId: string): Set<string> {
  const before = (id: string) => (graph.incoming.get(id) ?? []).map((edge) => edge.from.node);
  return flood(before(nodeId), before);
}

/** Whether a new edge between these nodes would close a circle. */
export function wouldCycle(graph: WorkflowGraph, from: string, to: string): boolean {
  return from === to || reachableFrom(graph, [to]).has(from);
}

/** The nodes of one circle, in order, or null when there is none. */
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

/**
 * How far each node lies from the start: the number of edges of the longest way to it, so that a node always lies deeper than
 * what leads to it. Nodes on or behind a circle are left out.
 */
export function depthsOf(graph: WorkflowGraph): Map<string, number> {
  const waitingFor = new Map<string, number>();
  const depths = new Map<string, number>();
  const ready: string[] = [];
  for (const id of graph.nodes.keys()) {
    const count = graph.incoming.get(id)?.length ?? 0;
    waitingFor.set(id, count);
    if (count === 0) ready.push(id);
  }
  const reached = new Map<string, number>();
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    const depth = reached.get(id) ?? 0;
    depths.set(id, depth);
    for (const edge of edgesFrom(graph, id).values()) {
      reached.set(edge.to, Math.max(reached.get(edge.to) ?? 0, depth + 1));
      const left = (waitingFor.get(edge.to) ?? 0) - 1;
      waitingFor.set(edge.to, left);
      if (left === 0) ready.push(edge.to);
    }
  }
  return depths;
}

/** The lanes from which a node is reached. */
export interface ReachedFrom {
  respond: boolean;
  then: boolean;
}

/** For every node that is reached from the trigger, the lanes from which it is. The trigger itself is in neither. */
export function lanesOf(graph: WorkflowGraph): Map<string, ReachedFrom> {
  const lanes = new Map<string, ReachedFrom>();
  for (const lane of [RESPOND_PORT, THEN_PORT] as const) {
    const start = successorOf(graph, TRIGGER, lane);
    if (start === null) continue;
    for (const id of reachableFrom(graph, [start])) {
      if (id === TRIGGER) continue;
      getOrMake(lanes, id, () => ({ respond: false, then: false }))[lane] = true;
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

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
