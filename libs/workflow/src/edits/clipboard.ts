import { Position, TRIGGER, WorkflowEdge, WorkflowNode } from '@linkflow/contracts';
import type { WorkflowEdit } from '@linkflow/contracts';
import { z } from 'zod';
import { stepOfFact, STEPS_PREFIX } from '../conditions/step-facts';
import { renameFactsInText } from '../text/merge-text';
import type { WorkflowState } from './edit.types';
import { ownValue } from './lists';

/** Nodes with the edges between them, as they lie on a clipboard. Parse what comes from there: anybody can write to it. */
export const WorkflowClipboard = z.object({
  nodes: z.array(WorkflowNode).max(200),
  edges: z.array(WorkflowEdge).max(1000),
  positions: z.record(z.string(), Position),
});
export type WorkflowClipboard = z.infer<typeof WorkflowClipboard>;

/** A batch of edits, which is one gesture. */
export type Batch = Extract<WorkflowEdit, { op: 'batch' }>;

/** How pasted nodes get new ids, and how far they are set off from where they were; by default a little down to the right. */
export interface PasteContext {
  /** Gives a new id for a node or edge, different each time. */
  newId: () => string;
  offset?: Position;
}

/** Copies nodes, the trigger left out, with the edges between them. */
export function copyNodes(
  { document, layout }: WorkflowState,
  nodeIds: readonly string[],
): WorkflowClipboard {
  const nodes = document.nodes.filter((node) => nodeIds.includes(node.id) && node.type !== TRIGGER);
  const ids = new Set(nodes.map((node) => node.id));
  return {
    nodes,
    edges: document.edges.filter((edge) => ids.has(edge.from.node) && ids.has(edge.to)),
    positions: Object.fromEntries(
      [...ids].flatMap((id) => {
        const position = ownValue(layout.positions, id);
        return position ? [[id, position]] : [];
      }),
    ),
  };
}

/** Adds the nodes of a clipboard under new ids. Conditions and texts that ask for each other's outputs follow the new ids. */
export function pasteNodes(
  clipboard: WorkflowClipboard,
  { newId, offset = { x: 40, y: 40 } }: PasteContext,
): Batch {
  const nodes = clipboard.nodes.filter((node) => node.type !== TRIGGER);
  const newIds = new Map(nodes.map((node) => [node.id, newId()]));
  const edits: WorkflowEdit[] = nodes.map((node) => {
    const id = newIds.get(node.id) ?? newId();
    const at = ownValue(clipboard.positions, node.id);
    const position = at ? { position: { x: at.x + offset.x, y: at.y + offset.y } } : {};
    return { op: 'add-node', node: { ...node, id, params: renamed(node.params, newIds) }, ...position };
  });
  for (const edge of clipboard.edges) {
    const from = newIds.get(edge.from.node);
    const to = newIds.get(edge.to);
    if (from === undefined || to === undefined) continue;
    edits.push({ op: 'connect', edge: { id: newId(), from: { node: from, port: edge.from.port }, to } });
  }
  return { op: 'batch', edits };
}

/** Copy and paste in one. */
export function duplicateNodes(
  state: WorkflowState,
  nodeIds: readonly string[],
  context: PasteContext,
): Batch {
  return pasteNodes(copyNodes(state, nodeIds), context);
}

function renamed(
  params: Record<string, unknown>,
  newIds: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const rename = (fact: string): string => {
    const oldId = stepOfFact(fact);
    const id = oldId === null ? undefined : newIds.get(oldId);
    return oldId === null || id === undefined
      ? fact
      : `${STEPS_PREFIX}${id}${fact.slice(STEPS_PREFIX.length + oldId.length)}`;
  };
  const visit = (value: unknown, key?: string): unknown => {
    if (typeof value === 'string') return key === 'fact' ? rename(value) : renameFactsInText(value, rename);
    if (Array.isArray(value)) return value.map((item) => visit(item));
    return typeof value === 'object' && value !== null ? visitRecord(value) : value;
  };
  const visitRecord = (record: object): Record<string, unknown> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, visit(value, key)]));
  return visitRecord(params);
}
