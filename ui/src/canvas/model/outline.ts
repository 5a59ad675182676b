import { type NodeDescriptor, type PortLabel, TRIGGER, type WorkflowDocument } from '@linkflow/contracts';
import { edgesFrom, graphOf } from '@linkflow/workflow';
import { portsFor } from './nodes';

/** A row of the outline. `depth` is the level of indentation, starting at 0. */
export type OutlineRow =
  | { kind: 'step'; depth: number; id: string }
  /** A port of a node with several ports, or of the trigger. The nodes after the port follow. */
  | { kind: 'port'; depth: number; node: string; port: PortLabel }
  /** The edge of this port leads to the node `to`, which is already listed above. */
  | { kind: 'reference'; depth: number; to: string; node: string; port: string }
  /** The port has no edge. A node can be added here. */
  | { kind: 'end'; depth: number; node: string; port: string }
  /** Heading above the nodes that are not reachable from the trigger. */
  | { kind: 'unconnected'; depth: number };

/**
 * Converts the workflow to the rows of an outline. A node is followed by its successor; the branches of a node with several
 * ports are indented.
 */
export function outlineOf(document: WorkflowDocument, catalogue: readonly NodeDescriptor[]): OutlineRow[] {
  const graph = graphOf(document);
  const rows: OutlineRow[] = [];
  const seen = new Set<string>();

  const walk = (start: string, depth: number): void => {
    let id: string | undefined = start;
    while (id !== undefined) {
      const node = graph.nodes.get(id);
      if (!node) return;
      seen.add(id);
      rows.push({ kind: 'step', depth, id });
      const ports: readonly PortLabel[] = portsFor(catalogue, node);
      const [only] = ports;
      if (ports.length === 1 && only && id !== TRIGGER) {
        id = follow(id, only.id, depth);
        continue;
      }
      for (const port of ports) {
        rows.push({ kind: 'port', depth: depth + 1, node: id, port });
        const next = follow(id, port.id, depth + 2);
        if (next !== undefined) walk(next, depth + 2);
      }
      return;
    }
  };
  /**
   * Returns the node after a port if it is not listed yet. Otherwise returns undefined and adds a row of kind `end` or
   * `reference`.
   */
  const follow = (node: string, port: string, depth: number): string | undefined => {
    const next = edgesFrom(graph, node).get(port)?.to;
    if (next === undefined) rows.push({ kind: 'end', depth, node, port });
    else if (seen.has(next)) rows.push({ kind: 'reference', depth, to: next, node, port });
    else return next;
    return undefined;
  };

  if (graph.nodes.has(TRIGGER)) walk(TRIGGER, 0);
  const unconnected = document.nodes.filter(({ id }) => !seen.has(id));
  if (unconnected.length > 0) rows.push({ kind: 'unconnected', depth: 0 });
  const startAt = (id: string) => {
    if (!seen.has(id)) walk(id, 1);
  };
  // Start with the unconnected nodes that have no incoming edge. What then remains are cycles; start them at any of their nodes.
  unconnected.filter(({ id }) => !graph.incoming.get(id)?.length).forEach(({ id }) => startAt(id));
  unconnected.forEach(({ id }) => startAt(id));
  return rows;
}
