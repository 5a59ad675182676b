import { z } from 'zod';
import { Text } from '../common';

/** What the checks find. An `error` stops publishing; a `warning` is shown and may stand. */
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
  'condition.empty',
  'condition.empty-group',
  'condition.too-deep',
  'condition.unknown-fact',
  'condition.unknown-operator',
  'condition.wrong-operator',
  'condition.wrong-value',
  'target.missing',
  'target.conflict',
] as const;
export const ProblemCode = z.enum(PROBLEM_CODES);
export type ProblemCode = z.infer<typeof ProblemCode>;

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
