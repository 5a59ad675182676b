import { DEFAULT_POLICY, TRIGGER } from '@linkflow/contracts';
import type {
  NodeDescriptor,
  PortLabel,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
} from '@linkflow/contracts';
import { z } from 'zod';

/** Input of `aWorkflow` for one node: its type, or the node without its id and possibly without params. */
type NodeSketch = string | (Partial<WorkflowNode> & Pick<WorkflowNode, 'type'>);

/** Creates a workflow from nodes by id and from edges such as `click.then > a`. Adds the trigger. */
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

/** Creates an edge from a text of the form `from.port > to`. Its id is `from-port`. */
export function anEdge(arrow: string): WorkflowEdge {
  const match = /^([\w-]+)\.([\w-]+) > ([\w-]+)$/.exec(arrow);
  const [, node, port, to] = match ?? [];
  if (node === undefined || port === undefined || to === undefined) throw new Error(`Not an edge: ${arrow}`);
  return { id: `${node}-${port}`, from: { node, port }, to };
}

/** Creates a node type with defaults for everything that the test does not set. */
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
    sentence: { cases: [{ text: { en: type, nb: type } }] },
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
