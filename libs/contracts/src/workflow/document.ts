import { z } from 'zod';
import { Text } from '../common';
import { Line } from '../written-texts';
import {
  DRAFT_LIMITS,
  isNodeWithinLimit,
  isWithinLimit,
  MAX_PARAM_VALUES,
  PROBLEM_CODES,
} from './graph-parts';

/** Id of a node or edge, unique in its workflow, stable and never reused. */
export const NodeId = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/);

export const OnError = z.enum(['stop', 'continue', 'branch']);
export type OnError = z.infer<typeof OnError>;

/** How a step is retried, and what happens when it fails permanently. Absent values come from the node type. */
export const NodePolicy = z.object({
  attempts: z.number().int().min(1).max(20).optional(),
  /** Capped exponential backoff with full jitter: the wait before attempt n+1 is between 0 and `min(capMs, baseMs * 2^(n-1))`. */
  backoff: z
    .object({
      baseMs: z.number().int().min(100).max(3_600_000),
      capMs: z.number().int().min(100).max(86_400_000),
    })
    .optional(),
  timeoutMs: z.number().int().min(100).max(120_000).optional(),
  onError: OnError.optional(),
});
export type NodePolicy = z.infer<typeof NodePolicy>;

/** Whether an action repeats when a recipient clicks the same link again. The scope is always one link. */
export const Repeat = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('every-click') }),
  z.object({ kind: z.literal('once-per-recipient') }),
  z.object({ kind: z.literal('once-per-mailing') }),
  z.object({ kind: z.literal('once-per-days'), days: z.number().int().min(1).max(3650) }),
]);
export type Repeat = z.infer<typeof Repeat>;

const Params = z.record(z.string().max(100), z.unknown()).refine(isNodeWithinLimit, {
  error: `The parameters of a node have at most ${MAX_PARAM_VALUES.node} values`,
  params: { code: 'workflow.too-large' },
});

/**
 * A node. This schema does not check `params`, so that unfinished drafts can be stored. The checks before publishing use the schema of the
 * node type.
 */
export const WorkflowNode = z.object({
  id: NodeId,
  type: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
  params: Params,
  label: Line.max(200).optional(),
  disabled: z.boolean().optional(),
  policy: NodePolicy.optional(),
  repeat: Repeat.optional(),
});
export type WorkflowNode = z.infer<typeof WorkflowNode>;

export const WorkflowEdge = z.object({
  id: NodeId,
  from: z.object({ node: NodeId, port: z.string().min(1).max(60) }),
  to: NodeId,
});
export type WorkflowEdge = z.infer<typeof WorkflowEdge>;

/** The workflow graph. */
export const WorkflowDocument = z
  .object({
    schemaVersion: z.literal(1),
    nodes: z.array(WorkflowNode).max(DRAFT_LIMITS.nodes),
    edges: z.array(WorkflowEdge).max(DRAFT_LIMITS.edges),
  })
  .refine(isWithinLimit, {
    error: `The parameters of a workflow have at most ${MAX_PARAM_VALUES.document} values`,
    params: { code: 'workflow.too-large' },
  });
export type WorkflowDocument = z.infer<typeof WorkflowDocument>;

export const Position = z.object({ x: z.number(), y: z.number() });
export type Position = z.infer<typeof Position>;

const Note = Position.extend({ id: NodeId, text: z.string().max(DRAFT_LIMITS.noteLength) });

/** Where the canvas draws the nodes, and its notes. The layout does not affect execution. */
export const WorkflowLayout = z.object({
  positions: z.record(NodeId, Position),
  notes: z.array(Note).max(DRAFT_LIMITS.notes).default([]),
});
export type WorkflowLayout = z.infer<typeof WorkflowLayout>;

const At = z.number().int().min(0).optional();

const SimpleEdit = z.discriminatedUnion('op', [
  z.object({ op: z.literal('add-node'), node: WorkflowNode, position: Position.optional(), at: At }),
  z.object({ op: z.literal('remove-node'), nodeId: NodeId }),
  z.object({ op: z.literal('set-params'), nodeId: NodeId, params: Params }),
  z.object({ op: z.literal('set-label'), nodeId: NodeId, label: Line.max(200).nullable() }),
  z.object({ op: z.literal('set-disabled'), nodeId: NodeId, disabled: z.boolean() }),
  z.object({ op: z.literal('set-policy'), nodeId: NodeId, policy: NodePolicy.nullable() }),
  z.object({ op: z.literal('set-repeat'), nodeId: NodeId, repeat: Repeat.nullable() }),
  z.object({ op: z.literal('connect'), edge: WorkflowEdge, at: At }),
  z.object({ op: z.literal('disconnect'), edgeId: NodeId }),
  z.object({ op: z.literal('move'), positions: z.record(NodeId, Position.nullable()) }),
  z.object({
    op: z.literal('set-note'),
    note: Note,
    at: At,
  }),
  z.object({ op: z.literal('remove-note'), noteId: NodeId }),
]);

/**
 * All edits of a workflow, used by the canvas and the API. Each edit is a pure function of the workflow and has an inverse.
 * `batch` combines the edits of one gesture: they are applied all or none, and undone together.
 * `at` is the index at which an element is inserted in its list (absent: at the end), so that undo restores the original order. In `move`,
 * the position `null` removes the position of a node.
 */
export type WorkflowEdit = z.infer<typeof SimpleEdit> | { op: 'batch'; edits: WorkflowEdit[] };
export const WorkflowEdit: z.ZodType<WorkflowEdit> = z.lazy(() => AnyEdit);
const Batch = z.object({ op: z.literal('batch'), edits: z.array(WorkflowEdit).max(500) });
// By `op`, because a union tries its schemas one after the other and collects the problems of each.
const AnyEdit = z.discriminatedUnion('op', [SimpleEdit, Batch]);

/** Maximum number of edits in a request, those in batches included. */
const MAX_EDITS = 2_000;

const countEdits = (edits: unknown): number =>
  Array.isArray(edits)
    ? edits.reduce<number>((sum, edit: { edits?: unknown } | null) => sum + 1 + countEdits(edit?.edits), 0)
    : 0;

/** The edits of a request. They are counted first, because tens of thousands would be checked for a second. */
export const WorkflowEdits = z.preprocess((edits, context) => {
  if (countEdits(edits) > MAX_EDITS)
    context.addIssue({
      code: 'too_big',
      origin: 'array',
      maximum: MAX_EDITS,
      inclusive: true,
      input: undefined,
    });
  return edits;
}, z.array(WorkflowEdit).min(1).max(200));

export const ProblemCode = z.enum(PROBLEM_CODES);
export type ProblemCode = z.infer<typeof ProblemCode>;

/** A problem in a draft. An `error` prevents publishing, a `warning` does not. */
export const WorkflowProblem = z.object({
  code: ProblemCode,
  severity: z.enum(['error', 'warning']),
  message: Text,
  nodeId: z.string().optional(),
  edgeId: z.string().optional(),
  /** Dot path inside the node's params. */
  path: z.string().optional(),
});
export type WorkflowProblem = z.infer<typeof WorkflowProblem>;
