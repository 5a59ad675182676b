import { mendAddress } from '@linkflow/contracts';
import type { WorkflowDocument, WorkflowNode } from '@linkflow/contracts';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const hashes = new WeakMap<WorkflowDocument, { url: string; hash: string }>();

/**
 * Hash of the behaviour of a workflow: SHA-256 of canonical JSON. Labels, ids of edges, the order of nodes and edges, and the layout do not
 * affect the hash. Published versions store it, so the way in which it is computed must not change.
 * @returns 64 hexadecimal characters
 */
export function semanticHash(document: WorkflowDocument, url: string): string {
  const known = hashes.get(document);
  if (known?.url === url) return known.hash;
  const hash = bytesToHex(
    sha256(utf8ToBytes(canonical({ url: mendAddress(url), ...behaviourOf(document) }))),
  );
  hashes.set(document, { url, hash });
  return hash;
}

function behaviourOf({ schemaVersion, nodes, edges }: WorkflowDocument) {
  return {
    schemaVersion,
    nodes: sortedBy(nodes.map(behaviourOfNode), (node) => node.id),
    edges: edges.map((edge) => canonical([edge.from.node, edge.from.port, edge.to])).sort(),
  };
}

/** The properties of a node that affect behaviour. The id is one of them: conditions refer to it, and the keys of effects contain it. */
function behaviourOfNode({ id, type, params, disabled, policy, repeat }: WorkflowNode) {
  return { id, type, params: withoutItemLabels(params), disabled: disabled === true, policy, repeat };
}

/** Removes the labels of list items that have an id. Such items are ports (cases, shares), and their labels do not affect behaviour. */
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

/** Converts a value to JSON with sorted keys and without undefined values. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(sortedBy(Object.entries(part), ([key]) => key))
      : part,
  );
}

/** Sorts by code unit, not by locale, so that all machines get the same order. */
function sortedBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}
