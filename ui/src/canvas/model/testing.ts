import { z } from 'zod';
import {
  DEFAULT_POLICY,
  type NodeDescriptor,
  type WorkflowDocument,
  type WorkflowEdge,
  type WorkflowNode,
} from '@linkflow/contracts';
import type { Draft } from './draft';

/** Builds a node with the given id. Like the other functions of this file, it builds test data for the canvas. */
export function aNode(id: string, type: string, params: Record<string, unknown> = {}): WorkflowNode {
  return { id, type, params };
}

export function anEdge(from: string, port: string, to: string): WorkflowEdge {
  return { id: `${from}-${port}-${to}`, from: { node: from, port }, to };
}

const text = (en: string) => ({ en, nb: `${en} (nb)` });

export function aDescriptor(type: string, part: Partial<NodeDescriptor> = {}): NodeDescriptor {
  return {
    type,
    version: 1,
    title: text(type),
    summary: text(`Does ${type}`),
    sentence: { cases: [{ text: text(`Does ${type}`) }] },
    icon: 'bolt',
    group: 'data',
    lane: 'then',
    risk: 'reversible',
    effect: 'idempotent',
    ports: { fixed: [{ id: 'next', label: text('then') }] },
    params: { type: 'object', properties: {} },
    defaults: {},
    output: { type: 'object', properties: {} },
    policy: DEFAULT_POLICY,
    repeat: null,
    example: {},
    ...part,
  };
}

/** A catalogue with a trigger, a condition, two responses, an action, and a node type that has one port per item of a list. */
export function aCatalogue(): NodeDescriptor[] {
  return [
    aDescriptor('click', {
      group: 'trigger',
      lane: 'both',
      ports: {
        fixed: [
          { id: 'respond', label: text('Answer') },
          { id: 'then', label: text('Then') },
        ],
      },
    }),
    aDescriptor('condition', {
      group: 'flow',
      lane: 'both',
      effect: 'none',
      ports: {
        fixed: [
          { id: 'yes', label: text('Yes') },
          { id: 'no', label: text('No') },
        ],
      },
    }),
    aDescriptor('show-text', { group: 'response', lane: 'respond', effect: 'none', ports: { fixed: [] } }),
    aDescriptor('redirect', { group: 'response', lane: 'respond', effect: 'none', ports: { fixed: [] } }),
    aDescriptor('set-interest'),
    aDescriptor('choose', {
      group: 'flow',
      lane: 'both',
      ports: { fixed: [{ id: 'otherwise', label: text('Otherwise') }], perItem: { param: 'cases' } },
    }),
  ];
}

export function aDocument(nodes: WorkflowNode[] = [], edges: WorkflowEdge[] = []): WorkflowDocument {
  return { schemaVersion: 1, nodes: [aNode('click', 'click'), ...nodes], edges };
}

export function aDraft(
  document: WorkflowDocument = aDocument(),
  positions: Record<string, { x: number; y: number }> = {},
): Draft {
  const placed = Object.fromEntries(document.nodes.map(({ id }, index) => [id, { x: 0, y: index * 140 }]));
  return {
    url: 'https://example.com',
    document,
    layout: { positions: { ...placed, ...positions }, notes: [] },
  };
}

/** Converts a zod schema to the JSON Schema that the API would return for a node type's parameters. */
export const paramsOf = (schema: z.ZodObject): Record<string, unknown> =>
  JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })));
