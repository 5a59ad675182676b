import { TRIGGER, type NodeDescriptor, type PortLabel, type WorkflowDocument } from '@linkflow/contracts';
import { edgesFrom, graphOf } from '@linkflow/workflow';
import { portsFor } from './lookups';

/** One line of the workflow written as a list. `depth` counts from 0. */
export type OutlineRow =
  | { kind: 'step'; depth: number; id: string }
  /** A way out of a step that has several. */
  | { kind: 'port'; depth: number; node: string; port: PortLabel }
  /** The way goes on with a step that stands further up. */
  | { kind: 'jump'; depth: number; to: string; node: string; port: string }
  /** The way ends; a step can be added. */
  | { kind: 'free'; depth: number; node: string; port: string }
  /** What follows is not connected with the click. */
  | { kind: 'loose'; depth: number };

/** The workflow from top to bottom: what follows a step stands below it, what depends on a way out stands further in. */
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
  /** The step behind an outlet when it is still to be written; else a row that says why not. */
  const follow = (node: string, port: string, depth: number): string | undefined => {
    const next = edgesFrom(graph, node).get(port)?.to;
    if (next === undefined) rows.push({ kind: 'free', depth, node, port });
    else if (seen.has(next)) rows.push({ kind: 'jump', depth, to: next, node, port });
    else return next;
    return undefined;
  };

  if (graph.nodes.has(TRIGGER)) walk(TRIGGER, 0);
  const loose = document.nodes.filter(({ id }) => !seen.has(id));
  if (loose.length > 0) rows.push({ kind: 'loose', depth: 0 });
  const begin = (id: string) => {
    if (!seen.has(id)) walk(id, 1);
  };
  // The first of each loose piece, then whatever is left of one that goes round.
  loose.filter(({ id }) => !graph.incoming.get(id)?.length).forEach(({ id }) => begin(id));
  loose.forEach(({ id }) => begin(id));
  return rows;
}
