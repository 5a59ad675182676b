import type { PortLabel, WorkflowEdit } from '@linkflow/contracts';
import { edgesFrom, graphOf } from '@linkflow/workflow';
import { type DiagramState, keepTidy } from './add-node';
import { connectionRejection } from './lanes';
import { createId, portsFor } from './nodes';

/** The steps with which an outlet can be connected. */
export interface ConnectChoice {
  port: PortLabel;
  /** Id of the step that the outlet leads to now; null if it leads nowhere. */
  current: string | null;
  /** Ids of the steps that it may lead to, `current` included, from top to bottom as they lie on the canvas. */
  targets: readonly string[];
}

/**
 * Returns the choices for each outlet of a node, or only for the outlet `port`. A step is a choice if the user could also drag an
 * arrow to it (`connectionRejection`).
 */
export function connectChoices(state: DiagramState, node: string, port?: string): ConnectChoice[] {
  const graph = graphOf(state.document);
  const from = graph.nodes.get(node);
  if (!from) return [];
  const taken = edgesFrom(graph, node);
  const { positions } = state.layout;
  const place = (id: string) => positions[id] ?? { x: 0, y: 0 };
  const ids = state.document.nodes
    .map(({ id }) => id)
    .toSorted((a, b) => place(a).y - place(b).y || place(a).x - place(b).x);
  return portsFor(state.catalogue, from)
    .filter(({ id }) => port === undefined || id === port)
    .map((one) => {
      const edge = taken.get(one.id);
      const isAllowed = (to: string) =>
        connectionRejection(state, { from: { node, port: one.id }, to, movedEdge: edge?.id }) === null;
      return { port: one, current: edge?.to ?? null, targets: ids.filter(isAllowed) };
    });
}

/**
 * Returns the edit that connects an outlet with a step instead of the step that it leads to now. `to: null` removes its arrow. Returns
 * null if nothing would change.
 */
export function connectEdit(
  state: DiagramState,
  { from, to }: { from: { node: string; port: string }; to: string | null },
): WorkflowEdit | null {
  const edge = edgesFrom(graphOf(state.document), from.node).get(from.port);
  if ((edge?.to ?? null) === to) return null;
  const edits: WorkflowEdit[] = [];
  if (edge) edits.push({ op: 'disconnect', edgeId: edge.id });
  if (to !== null) edits.push({ op: 'connect', edge: { id: createId('e'), from, to } });
  return keepTidy(state, { op: 'batch', edits });
}
