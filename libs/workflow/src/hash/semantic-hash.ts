import type { WorkflowDocument, WorkflowNode } from '@linkflow/contracts';
import { sha256 } from './sha256';

const hashes = new WeakMap<WorkflowDocument, { url: string; hash: string }>();

/**
 * The hash of what a workflow does: the same for two documents that differ only in labels, ids of edges, order of nodes and
 * edges, or layout. SHA-256 over canonical JSON, so that two versions are the same exactly when their hashes are.
 * @returns 64 hexadecimal characters
 */
export function semanticHash(document: WorkflowDocument, url: string): string {
  const known = hashes.get(document);
  if (known?.url === url) return known.hash;
  const hash = sha256(canonical({ url, ...meaningOf(document) }));
  hashes.set(document, { url, hash });
  return hash;
}

function meaningOf({ schemaVersion, nodes, edges }: WorkflowDocument) {
  return {
    schemaVersion,
    nodes: sortedBy(nodes.map(meaningOfNode), (node) => node.id),
    edges: edges.map((edge) => canonical([edge.from.node, edge.from.port, edge.to])).sort(),
  };
}

/** The id stays: conditions ask for it, and the keys of effects carry it. */
function meaningOfNode({ id, type, params, disabled, policy, repeat }: WorkflowNode) {
  return { id, type, params: withoutItemLabels(params), disabled: disabled === true, policy, repeat };
}

/** An item with an id is an outlet (a case, a share), and its label only its name. */
function withoutItemLabels(params: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(withoutLabel) : value,
    ]),
  );
}

function withoutLabel(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || !('id' in item) || !('label' in item)) return item;
  const { label: _, ...rest } = item;
  return rest;
}

/** JSON with the keys of every object in order and what is undefined left out. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(sortedBy(Object.entries(part), ([key]) => key))
      : part,
  );
}

/** By code unit and not by locale, so that every machine sorts alike. */
function sortedBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}
