import { z } from 'zod';
import { NodeId, NodePolicy, Position, Repeat, WorkflowEdge, WorkflowNode } from './document';

/**
 * The only ways to change a workflow, used by the canvas and the API alike. Each is pure and has an inverse.
 * `batch` is one gesture: it is applied whole or not at all, and undone whole.
 * `at` is the place in its list (absent: the end), so that an undo puts a thing back exactly where it was; a position of
 * `null` is taken away, for the same reason.
 */
export type WorkflowEdit =
  | { op: 'add-node'; node: WorkflowNode; position?: Position; at?: number }
  | { op: 'remove-node'; nodeId: string }
  | { op: 'set-params'; nodeId: string; params: Record<string, unknown> }
  | { op: 'set-label'; nodeId: string; label: string | null }
  | { op: 'set-disabled'; nodeId: string; disabled: boolean }
  | { op: 'set-policy'; nodeId: string; policy: NodePolicy | null }
  | { op: 'set-repeat'; nodeId: string; repeat: Repeat | null }
  | { op: 'connect'; edge: WorkflowEdge; at?: number }
  | { op: 'disconnect'; edgeId: string }
  | { op: 'move'; positions: Record<string, Position | null> }
  | { op: 'set-note'; note: { id: string; text: string; x: number; y: number }; at?: number }
  | { op: 'remove-note'; noteId: string }
  | { op: 'batch'; edits: WorkflowEdit[] };

const At = z.number().int().min(0).optional();

const SimpleEdit = z.discriminatedUnion('op', [
  z.object({ op: z.literal('add-node'), node: WorkflowNode, position: Position.optional(), at: At }),
  z.object({ op: z.literal('remove-node'), nodeId: NodeId }),
  z.object({ op: z.literal('set-params'), nodeId: NodeId, params: z.record(z.string(), z.unknown()) }),
  z.object({ op: z.literal('set-label'), nodeId: NodeId, label: z.string().max(200).nullable() }),
  z.object({ op: z.literal('set-disabled'), nodeId: NodeId, disabled: z.boolean() }),
  z.object({ op: z.literal('set-policy'), nodeId: NodeId, policy: NodePolicy.nullable() }),
  z.object({ op: z.literal('set-repeat'), nodeId: NodeId, repeat: Repeat.nullable() }),
  z.object({ op: z.literal('connect'), edge: WorkflowEdge, at: At }),
  z.object({ op: z.literal('disconnect'), edgeId: NodeId }),
  z.object({ op: z.literal('move'), positions: z.record(NodeId, Position.nullable()) }),
  z.object({
    op: z.literal('set-note'),
    note: z.object({ id: NodeId, text: z.string().max(2000), x: z.number(), y: z.number() }),
    at: At,
  }),
  z.object({ op: z.literal('remove-note'), noteId: NodeId }),
]);

export const WorkflowEdit: z.ZodType<WorkflowEdit> = z.lazy(() =>
  z.union([SimpleEdit, z.object({ op: z.literal('batch'), edits: z.array(WorkflowEdit).max(500) })]),
);
