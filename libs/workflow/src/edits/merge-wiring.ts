import type { NodeDescriptor, WorkflowDocument, WorkflowEdge, WorkflowNode } from '@linkflow/contracts';
import { passPortOf } from '../graph';

/** One of the three documents of a merge, indexed. A port normally has one edge; the lists also hold those of an illegal document. */
export interface Version {
  nodes: ReadonlyMap<string, WorkflowNode>;
  edges: ReadonlyMap<string, readonly WorkflowEdge[]>;
}

export const NO_EDGES: readonly WorkflowEdge[] = [];

/** Key of a port in `Version.edges`. Node ids contain no blank. */
const portKey = ({ node, port }: WorkflowEdge['from']): string => `${node} ${port}`;

export function portOfKey(key: string): WorkflowEdge['from'] {
  const blank = key.indexOf(' ');
  return { node: key.slice(0, blank), port: key.slice(blank + 1) };
}

export function versionOf({ nodes, edges }: WorkflowDocument): Version {
  const byPort = new Map<string, WorkflowEdge[]>();
  for (const edge of edges) {
    const key = portKey(edge.from);
    byPort.set(key, [...(byPort.get(key) ?? []), edge]);
  }
  return { nodes: new Map(nodes.map((node) => [node.id, node])), edges: byPort };
}

export const edgesAt = (version: Version, key: string): readonly WorkflowEdge[] =>
  version.edges.get(key) ?? NO_EDGES;

/** True if both lists lead to the same nodes. Ids of edges do not matter. */
export const sameTargets = (one: readonly WorkflowEdge[], other: readonly WorkflowEdge[]): boolean =>
  one.length === other.length && one.every((edge, index) => edge.to === other[index]?.to);

/** Finds the nodes that follow deleted ones. */
export class Wiring {
  private readonly descriptors: ReadonlyMap<string, NodeDescriptor>;

  constructor(catalogue: readonly NodeDescriptor[]) {
    this.descriptors = new Map(catalogue.map((descriptor) => [descriptor.type, descriptor]));
  }

  descriptorOf(node: WorkflowNode): NodeDescriptor | undefined {
    return this.descriptors.get(node.type);
  }

  /**
   * Follows the default ports from a node to the first node that exists, according to `exists`. `versionWith` returns the version whose
   * edges are followed at a node. Null if no such node follows.
   */
  survivor(
    id: string,
    exists: (id: string) => boolean,
    versionWith: (id: string) => Version | undefined,
  ): string | null {
    const seen = new Set<string>();
    for (let next: string | undefined = id; next !== undefined && !seen.has(next);) {
      if (exists(next)) return next;
      seen.add(next);
      const version: Version | undefined = versionWith(next);
      const node: WorkflowNode | undefined = version?.nodes.get(next);
      const port: string | null = node ? passPortOf(this.descriptorOf(node), node) : null;
      next = version && port !== null ? edgesAt(version, `${next} ${port}`)[0]?.to : undefined;
    }
    return null;
  }

  /**
   * The edges from a port that a side has drawn. The edges that changed only because a node was deleted are not: removing a node connects
   * its predecessor with its successor. For these, the edges of the base are returned.
   */
  drawnEdges(side: Version, base: Version, key: string): readonly WorkflowEdge[] {
    const before = edgesAt(base, key);
    const now = edgesAt(side, key);
    const { node } = portOfKey(key);
    if (base.nodes.has(node) && !side.nodes.has(node)) return before;
    const target = before[0]?.to;
    if (target === undefined || side.nodes.has(target)) return now;
    const isDerived = now.length === 0 || now[0]?.to === this.healed(side, base, target);
    return isDerived ? before : now;
  }

  /** True if a side has deleted the target of a port of the base and left the port without an edge, although a node followed. */
  isCut(side: Version, base: Version, key: string): boolean {
    const target = edgesAt(base, key)[0]?.to;
    if (target === undefined || side.nodes.has(target) || !side.nodes.has(portOfKey(key).node)) return false;
    return edgesAt(side, key).length === 0 && this.healed(side, base, target) !== null;
  }

  private healed(side: Version, base: Version, target: string): string | null {
    return this.survivor(
      target,
      (id) => side.nodes.has(id),
      () => base,
    );
  }
}
