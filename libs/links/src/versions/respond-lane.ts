import { RESPOND_PORT, TRIGGER, type NodeDescriptor, type WorkflowDocument } from '@linkflow/contracts';
import type { RespondLane } from '../store/documents';
import { cleanHtml } from '../text/clean-html';

/**
 * Cuts the respond lane out of a document, with its node types and with the HTML of its texts cleaned. Null when the lane is
 * empty: the click is redirected to the link's address.
 */
export function respondLaneOf(
  document: WorkflowDocument,
  catalogue: readonly NodeDescriptor[],
): RespondLane | null {
  const inside = new Set<string>();
  const open = document.edges.filter((edge) => isRespond(edge)).map((edge) => edge.to);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (inside.has(id)) continue;
    inside.add(id);
    for (const edge of document.edges) if (edge.from.node === id) open.push(edge.to);
  }
  if (inside.size === 0) return null;
  const trigger = document.nodes.find((node) => node.id === TRIGGER);
  const nodes = document.nodes.filter((node) => inside.has(node.id));
  const types = new Set(nodes.map((node) => node.type).concat(TRIGGER));
  const known = catalogue.filter((descriptor) => types.has(descriptor.type));
  const textsOf = new Map(known.map((descriptor) => [descriptor.type, richTexts(descriptor)]));
  return {
    document: {
      schemaVersion: 1,
      nodes: [
        ...(trigger ? [trigger] : []),
        ...nodes.map((node) => ({
          ...node,
          params: withCleanTexts(node.params, textsOf.get(node.type) ?? []),
        })),
      ],
      edges: document.edges.filter((edge) => isRespond(edge) || inside.has(edge.from.node)),
    },
    catalogue: known,
  };
}

const isRespond = (edge: WorkflowDocument['edges'][number]): boolean =>
  edge.from.node === TRIGGER && edge.from.port === RESPOND_PORT;

/** Names of the parameters that hold HTML, by their widget. */
function richTexts(descriptor: NodeDescriptor): string[] {
  const { properties } = descriptor.params;
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(properties).flatMap(([name, schema]: [string, unknown]) =>
    widgetOf(schema) === 'rich-text' ? [name] : [],
  );
}

function widgetOf(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null || !('ui' in schema)) return undefined;
  const { ui } = schema;
  return typeof ui === 'object' && ui !== null && 'widget' in ui ? ui.widget : undefined;
}

function withCleanTexts(params: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const cleaned = names.flatMap((name) => {
    const html = params[name];
    return typeof html === 'string' ? [[name, cleanHtml(html)] as const] : [];
  });
  return cleaned.length === 0 ? params : { ...params, ...Object.fromEntries(cleaned) };
}
