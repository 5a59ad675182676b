import { TRIGGER } from '@linkflow/contracts';
import type { WorkflowDocument, WorkflowEdge, WorkflowNode } from '@linkflow/contracts';

/** A node by its type, or with more said about it. */
type NodeSketch = string | (Partial<WorkflowNode> & Pick<WorkflowNode, 'type'>);

/**
 * A workflow as one would write it on paper: its nodes by id, and its arrows as `click.then > a`. The trigger is always there.
 */
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

/** An arrow `from.port > to`; its id is made of its beginning. */
export function anEdge(arrow: string): WorkflowEdge {
  const match = /^([\w-]+)\.([\w-]+) > ([\w-]+)$/.exec(arrow);
  const [, node, port, to] = match ?? [];
  if (node === undefined || port === undefined || to === undefined) throw new Error(`Not an arrow: ${arrow}`);
  return { id: `${node}-${port}`, from: { node, port }, to };
}
