import type { WorkflowDocument, WorkflowNode } from '@linkflow/contracts';
import { edgesFrom, graphOf } from '@linkflow/workflow';
import type { Draft } from '../store/canvas-state';
import { sameJson } from './same-json';

/** What a draft does otherwise than a published version. Names and places change nothing about what happens. */
export interface DraftChanges {
  added: string[];
  removed: string[];
  changed: string[];
  /** Steps that are the same but lead elsewhere. */
  rewired: string[];
  url: boolean;
  /** One number for all of it: steps first; new ways alone only when no step explains them. */
  count: number;
}

export function changesSince(
  version: Pick<Draft, 'url' | 'document'>,
  draft: Pick<Draft, 'url' | 'document'>,
): DraftChanges {
  const before = graphOf(version.document);
  const after = graphOf(draft.document);
  const added = draft.document.nodes.filter(({ id }) => !before.nodes.has(id)).map(({ id }) => id);
  const removed = version.document.nodes.filter(({ id }) => !after.nodes.has(id)).map(({ id }) => id);
  const changed: string[] = [];
  const rewired: string[] = [];
  for (const [id, node] of after.nodes) {
    const old = before.nodes.get(id);
    if (!old) continue;
    if (!sameBehaviour(old, node)) changed.push(id);
    if (!sameJson(waysOut(version.document, id), waysOut(draft.document, id))) rewired.push(id);
  }
  const url = version.url.trim() !== draft.url.trim();
  const steps = added.length + removed.length + changed.length;
  return {
    added,
    removed,
    changed,
    rewired,
    url,
    count: (steps > 0 ? steps : rewired.length) + (url ? 1 : 0),
  };
}

function sameBehaviour(a: WorkflowNode, b: WorkflowNode): boolean {
  return (
    a.type === b.type &&
    (a.disabled ?? false) === (b.disabled ?? false) &&
    sameJson(a.params, b.params) &&
    sameJson(a.policy ?? {}, b.policy ?? {}) &&
    sameJson(a.repeat ?? null, b.repeat ?? null)
  );
}

function waysOut(document: WorkflowDocument, nodeId: string): Record<string, string> {
  return Object.fromEntries([...edgesFrom(graphOf(document), nodeId)].map(([port, edge]) => [port, edge.to]));
}
