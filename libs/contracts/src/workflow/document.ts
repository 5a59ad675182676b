import { z } from 'zod';
import { Text } from '../common';
import { Line } from '../written-texts';

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

/** Most values in the parameters of one node and of a document: items of lists and properties of objects, at every depth. */
export const MAX_PARAM_VALUES = { node: 2_000, document: 20_000 };

/** Counts the values in a value, up to `limit`. */
function countValues(value: unknown, limit: number): number {
  const open = [value];
  let count = 0;
  for (let next = open.pop(); open.length > 0 || next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const inside = Object.values(next);
    count += inside.length;
    if (count > limit) return count;
    for (const inner of inside) if (typeof inner === 'object' && inner !== null) open.push(inner);
  }
  return count;
}

const Params = z
  .record(z.string().max(100), z.unknown())
  .refine((params) => countValues(params, MAX_PARAM_VALUES.node) <= MAX_PARAM_VALUES.node, {
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

/**
 * The workflow graph. A workflow with more than `MAX_NODES` nodes cannot be published; the limits here are higher and only bound the size
 * of a stored draft.
 */
export const WorkflowDocument = z
  .object({
    schemaVersion: z.literal(1),
    nodes: z.array(WorkflowNode).max(500),
    edges: z.array(WorkflowEdge).max(2000),
  })
  .refine(isWithinLimit, {
    error: `The parameters of a workflow have at most ${MAX_PARAM_VALUES.document} values`,
    params: { code: 'workflow.too-large' },
  });
export type WorkflowDocument = z.infer<typeof WorkflowDocument>;

/** Whether all nodes together have few enough values; see `MAX_PARAM_VALUES`. */
export function isWithinLimit({ nodes }: { nodes: readonly { params: Record<string, unknown> }[] }): boolean {
  let left = MAX_PARAM_VALUES.document;
  for (const { params } of nodes) {
    left -= countValues(params, left);
    if (left < 0) return false;
  }
  return true;
}

export const MAX_NODES = 200;
/** Id and type of the trigger node. A workflow has exactly one. */
export const TRIGGER = 'click';
/**
 * Ports of the trigger: `respond` starts the respond lane, which runs while the recipient waits; `then` starts the then lane, which runs
 * in the background.
 */
export const RESPOND_PORT = 'respond';
export const THEN_PORT = 'then';
/** A workflow that does nothing. */
export const EMPTY_WORKFLOW: WorkflowDocument = {
  schemaVersion: 1,
  nodes: [{ id: TRIGGER, type: TRIGGER, params: {} }],
  edges: [],
};
/** `next` is the port of a node with a single port. `error` is the additional port of a node with the policy `branch`. */
export const NEXT_PORT = 'next';
export const ERROR_PORT = 'error';

export const Position = z.object({ x: z.number(), y: z.number() });
export type Position = z.infer<typeof Position>;

const Note = Position.extend({ id: NodeId, text: z.string().max(2000) });

/** Where the canvas draws the nodes, and its notes. The layout does not affect execution. */
export const WorkflowLayout = z.object({
  positions: z.record(NodeId, Position),
  notes: z.array(Note).max(100).default([]),
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
export const WorkflowEdit: z.ZodType<WorkflowEdit> = z.lazy(() =>
  z.union([SimpleEdit, z.object({ op: z.literal('batch'), edits: z.array(WorkflowEdit).max(500) })]),
);

/** Codes of the problems that the checks of a draft find. */
export const PROBLEM_CODES = [
  'graph.no-trigger',
  'graph.many-triggers',
  'graph.duplicate-id',
  'graph.too-many-nodes',
  'graph.dangling-edge',
  'graph.unknown-port',
  'graph.port-taken',
  'graph.cycle',
  'graph.unreachable',
  'graph.into-trigger',
  'node.unknown-type',
  'node.wrong-lane',
  'node.disabled',
  'params.missing',
  'params.invalid',
  'url.scheme',
  'url.user-info',
  'url.from-data',
  'url.host',
  'condition.empty',
  'condition.empty-group',
  'condition.too-deep',
  'condition.too-large',
  'condition.unknown-fact',
  'condition.unknown-operator',
  'condition.wrong-operator',
  'condition.wrong-value',
  'target.missing',
  'target.conflict',
] as const;
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
