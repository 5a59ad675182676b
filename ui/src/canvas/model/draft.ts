import type { Text, WorkflowDocument, WorkflowLayout, WorkflowNode } from '@linkflow/contracts';
import { edgesFrom, graphOf, sameJson } from '@linkflow/workflow';

export interface Draft {
  url: string;
  document: WorkflowDocument;
  layout: WorkflowLayout;
}

export function draftOf({ url, document, layout }: Draft): Draft {
  return { url, document, layout };
}

export function sameDraft(a: Draft, b: Draft): boolean {
  return sameJson(draftOf(a), draftOf(b));
}

/**
 * The differences in behaviour between a draft and a published version; the lists contain node ids. Labels and positions are
 * ignored.
 */
export interface DraftChanges {
  added: string[];
  removed: string[];
  changed: string[];
  /** Nodes that exist in both and have a port that leads to another node than before. Their settings may have changed too. */
  rewired: string[];
  url: boolean;
  /**
   * The number of differences: added, removed and changed nodes, plus one if the URL differs. Rewired nodes are counted only if
   * no node was added, removed or changed, because such changes usually also rewire other nodes.
   */
  count: number;
}

export function changesSince(
  version: Pick<Draft, 'url' | 'document'>,
  draft: Pick<Draft, 'url' | 'document'>,
): DraftChanges {
  const previous = graphOf(version.document);
  const next = graphOf(draft.document);
  const added = draft.document.nodes.filter(({ id }) => !previous.nodes.has(id)).map(({ id }) => id);
  const removed = version.document.nodes.filter(({ id }) => !next.nodes.has(id)).map(({ id }) => id);
  const changed: string[] = [];
  const rewired: string[] = [];
  for (const [id, node] of next.nodes) {
    const old = previous.nodes.get(id);
    if (!old) continue;
    if (!sameJson(behaviourOf(old), behaviourOf(node))) changed.push(id);
    if (!sameJson(targetsByPort(version.document, id), targetsByPort(draft.document, id))) rewired.push(id);
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

function behaviourOf({ type, params, disabled = false, policy = {}, repeat }: WorkflowNode) {
  return { type, params, disabled, policy, repeat: repeat ?? null };
}

function targetsByPort(document: WorkflowDocument, nodeId: string): Record<string, string> {
  return Object.fromEntries([...edgesFrom(graphOf(document), nodeId)].map(([port, edge]) => [port, edge.to]));
}

/**
 * Returns the sentences (descriptions of nodes) in `source` that are also true for `document`: those of nodes that have the
 * same id, type and parameters in both documents.
 */
export function reuseSentences(
  document: WorkflowDocument,
  source: { document: WorkflowDocument; sentences: Readonly<Record<string, Text>> },
): Record<string, Text> {
  const nodes = graphOf(source.document).nodes;
  return Object.fromEntries(
    document.nodes.flatMap((node) => {
      const other = nodes.get(node.id);
      const sentence = source.sentences[node.id];
      const same = other && sentence && other.type === node.type && sameJson(other.params, node.params);
      return same ? [[node.id, sentence]] : [];
    }),
  );
}
