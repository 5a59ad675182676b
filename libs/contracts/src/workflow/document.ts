import { z } from 'zod';

/** Id of a node or edge inside one workflow; stable, never reused. */
export const NodeId = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/);
export type NodeId = z.infer<typeof NodeId>;

export const OnError = z.enum(['stop', 'continue', 'branch']);
export type OnError = z.infer<typeof OnError>;

/** How a step is retried and what happens when it has failed for good. What is absent comes from the node type. */
export const NodePolicy = z.object({
  attempts: z.number().int().min(1).max(20).optional(),
  /** Capped exponential with full jitter: before attempt n+1 the step waits between 0 and `min(capMs, baseMs * 2^(n-1))`. */
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

/** When an action repeats for a recipient who clicks the same link again. Scopes are always within one link. */
export const Repeat = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('every-click') }),
  z.object({ kind: z.literal('once-per-recipient') }),
  z.object({ kind: z.literal('once-per-mailing') }),
  z.object({ kind: z.literal('once-per-days'), days: z.number().int().min(1).max(3650) }),
]);
export type Repeat = z.infer<typeof Repeat>;

/** A box of the graph. `params` is checked against its type's schema, so that an unfinished draft can be stored. */
export const WorkflowNode = z.object({
  id: NodeId,
  type: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
  params: z.record(z.string().max(100), z.unknown()),
  label: z.string().max(200).optional(),
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

/** The rule graph of one link. `MAX_NODES` is a publishing rule; the schema's own limits only stop nonsense. */
export const WorkflowDocument = z.object({
  schemaVersion: z.literal(1),
  nodes: z.array(WorkflowNode).max(500),
  edges: z.array(WorkflowEdge).max(2000),
});
export type WorkflowDocument = z.infer<typeof WorkflowDocument>;

export const MAX_NODES = 200;
/** The one trigger: its id and its type. */
export const TRIGGER = 'click';
/** Ports of the trigger: the response lane, answered while the recipient waits, and the action lane. */
export const RESPOND_PORT = 'respond';
export const THEN_PORT = 'then';
/** The outlet of a node with one way on, and the extra outlet of a node whose policy says `branch`. */
export const NEXT_PORT = 'next';
export const ERROR_PORT = 'error';

export const Position = z.object({ x: z.number(), y: z.number() });
export type Position = z.infer<typeof Position>;

/** What the picture looks like; changes nothing about what happens. */
export const WorkflowLayout = z.object({
  positions: z.record(NodeId, Position),
  notes: z
    .array(z.object({ id: NodeId, text: z.string().max(2000), x: z.number(), y: z.number() }))
    .max(100)
    .default([]),
});
export type WorkflowLayout = z.infer<typeof WorkflowLayout>;
