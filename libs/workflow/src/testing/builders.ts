import { DEFAULT_POLICY, TRIGGER } from '@linkflow/contracts';
import type {
  NodeDescriptor,
  PortLabel,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
} from '@linkflow/contracts';
import { z } from 'zod';

/** A node type, or a node without its id. */
type NodeSketch = string | (Partial<WorkflowNode> & Pick<WorkflowNode, 'type'>);

/** A workflow from nodes by id and edges such as `click.then > a`. The trigger is added. */
export function aWorkflow(nodes: Record<string, NodeSketch> = {}, ...arrows: string[]): WorkflowDocument {
  return {
    schemaVersion: 1,
    nodes: [
      { id: TRIGGER, type: TRIGGER, params: {} },
      ...Object.entries(nodes).map(([id, sketch]) =>
        typeof sketch === 'string' ? { id, type: sketch, params: {} } : { id, params: {}, ...sketch },
      ),
    ],
    edges: arrows.map(anEdge),
  };
}

/** An edge `from.port > to`; its id is `from-port`. */
export function anEdge(arrow: string): WorkflowEdge {
  const match = /^([\w-]+)\.([\w-]+) > ([\w-]+)$/.exec(arrow);
  const [, node, port, to] = match ?? [];
  if (node === undefined || port === undefined || to === undefined) throw new Error(`Not an edge: ${arrow}`);
  return { id: `${node}-${port}`, from: { node, port }, to };
}

/** A node type with defaults for everything that the test does not set. */
export function aNodeType(
  type: string,
  change: Partial<NodeDescriptor> & { schema?: z.ZodType } = {},
): NodeDescriptor {
  const { schema = z.object({}), ...rest } = change;
  return {
    type,
    version: 1,
    title: { en: type, nb: type },
    summary: { en: '', nb: '' },
    icon: 'box',
    group: 'data',
    lane: 'then',
    risk: 'reversible',
    effect: 'idempotent',
    ports: { fixed: [port('next')] },
    params: z.toJSONSchema(schema, { io: 'input' }),
    defaults: {},
    output: {},
    policy: DEFAULT_POLICY,
    repeat: null,
    example: {},
    ...rest,
  };
}

export const port = (id: string): PortLabel => ({ id, label: { en: `by ${id}`, nb: `ved ${id}` } });
