import type { WorkflowDocument, WorkflowEdge } from '@linkflow/contracts';
import { graphOf, sameJson } from '@linkflow/workflow';
import type { Draft } from './draft';

/** What a change did, for a sentence that is read to people who do not see the canvas. */
export type ChangeSummary =
  | { kind: 'added' | 'deleted' | 'moved' | 'disabled' | 'enabled' | 'changed'; nodes: readonly string[] }
  | { kind: 'connected' | 'disconnected'; from: string; to: string };

type Content = Pick<Draft, 'document' | 'layout'>;

/**
 * Compares two states of a draft. Of several differences, it returns the one that the user has asked for and not what follows from it:
 * an added step also has arrows, and moves others. Null if there is no difference in the graph.
 */
export function summarizeChange(before: Content, after: Content): ChangeSummary | null {
  const old = graphOf(before.document).nodes;
  const now = graphOf(after.document).nodes;
  const added = [...now.keys()].filter((id) => !old.has(id));
  if (added.length > 0) return { kind: 'added', nodes: added };
  const deleted = [...old.keys()].filter((id) => !now.has(id));
  if (deleted.length > 0) return { kind: 'deleted', nodes: deleted };

  const [connected] = edgesOnlyIn(after.document, before.document);
  if (connected) return { kind: 'connected', from: connected.from.node, to: connected.to };
  const [removed] = edgesOnlyIn(before.document, after.document);
  if (removed) return { kind: 'disconnected', from: removed.from.node, to: removed.to };

  const changed = [...now].filter(([id, node]) => !sameJson(old.get(id), node));
  const turned = changed.filter(([id, node]) => old.get(id)?.disabled !== node.disabled);
  const [first] = turned;
  if (first) return { kind: first[1].disabled ? 'disabled' : 'enabled', nodes: turned.map(([id]) => id) };
  if (changed.length > 0) return { kind: 'changed', nodes: changed.map(([id]) => id) };

  const moved = [...now.keys()].filter((id) => {
    const [from, to] = [before.layout.positions[id], after.layout.positions[id]];
    return from?.x !== to?.x || from?.y !== to?.y;
  });
  return moved.length > 0 ? { kind: 'moved', nodes: moved } : null;
}

/** The edges of `document` that `other` does not have or that have other ends there. */
function edgesOnlyIn(document: WorkflowDocument, other: WorkflowDocument): WorkflowEdge[] {
  const key = ({ from, to }: WorkflowEdge) => `${from.node} ${from.port} ${to}`;
  const known = new Set(other.edges.map(key));
  return document.edges.filter((edge) => !known.has(key(edge)));
}
