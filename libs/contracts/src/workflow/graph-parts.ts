/**
 * Names and limits of workflow graphs. They are apart from the schemas, so that a page that shows a workflow does not load zod with
 * its first scripts.
 */

export const MAX_NODES = 200;
/** Id of the trigger node, and its type in the workflow of a link. A workflow has exactly one trigger. */
export const TRIGGER = 'click';
/** Type of the trigger node in the workflow of a form. */
export const FORM_SUBMITTED = 'form-submitted';
/** Whether nodes of a type are triggers. */
export const isTriggerType = (type: string): boolean => type === TRIGGER || type === FORM_SUBMITTED;
/**
 * Ports of the trigger: `respond` starts the respond lane, which runs while the recipient waits; `then` starts the then lane, which runs
 * in the background.
 */
export const RESPOND_PORT = 'respond';
export const THEN_PORT = 'then';
/** `next` is the port of a node with a single port. `error` is the additional port of a node with the policy `branch`. */
export const NEXT_PORT = 'next';
export const ERROR_PORT = 'error';

/**
 * Limits of a stored draft. A workflow with more than `MAX_NODES` nodes cannot be published; the limits here are higher and only bound the
 * size of a draft.
 */
export const DRAFT_LIMITS = { nodes: 500, edges: 2_000, notes: 100, noteLength: 2_000 };

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

export function isNodeWithinLimit(params: Record<string, unknown>): boolean {
  return countValues(params, MAX_PARAM_VALUES.node) <= MAX_PARAM_VALUES.node;
}

/** Whether all nodes together have few enough values; see `MAX_PARAM_VALUES`. */
export function isWithinLimit({ nodes }: { nodes: readonly { params: Record<string, unknown> }[] }): boolean {
  let left = MAX_PARAM_VALUES.document;
  for (const { params } of nodes) {
    left -= countValues(params, left);
    if (left < 0) return false;
  }
  return true;
}

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
  'params.unknown',
  'url.scheme',
  'url.user-info',
  'url.from-data',
  'url.host',
  'json.invalid',
  'header.invalid',
  'header.reserved',
  'header.secret',
  'answer.duplicate',
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
/** Groups of node types in the palette, in its order. */
export const NODE_GROUPS = ['trigger', 'response', 'data', 'work', 'script', 'flow'] as const;

/** Kinds of entities that a parameter can refer to. */
export const REF_KINDS = [
  'interest',
  'field',
  'selection',
  'project',
  'user',
  'category',
  'priority',
  'task-type',
  'script',
  'webhook-secret',
  'link',
  'form',
  'mailing',
  'contact',
  'company',
] as const;

/** The inputs that the canvas shows for parameters. */
export const WIDGETS = [
  'text',
  'textarea',
  'rich-text',
  'url',
  'number',
  'duration',
  'choice',
  'switch',
  'ref',
  'field-value',
  'condition',
  'cases',
  'shares',
  'weekdays',
  'time',
  'owner',
  'json',
  'headers',
  'answer-fields',
  'form-fields',
  'script-values',
] as const;
