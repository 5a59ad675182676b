import type { ConditionLeaf } from '@linkflow/contracts';

/** Maximum nesting depth of groups and negations. Deeper parts are treated as malformed. */
export const MAX_CONDITION_DEPTH = 10;

/** Maximum number of clauses, groups and negations of a condition that can be published. */
export const MAX_CONDITION_PARTS = 200;

/** A node of a condition tree, read from unchecked data. */
export type ConditionNode =
  | { kind: 'all' | 'any'; children: readonly unknown[] }
  | { kind: 'not'; child: unknown }
  | { kind: 'leaf'; leaf: ConditionLeaf }
  /** Empty: the author has not chosen anything yet. */
  | { kind: 'blank' }
  /** Not a condition, or a condition with unsupported parts (`path`, `params`, named conditions). */
  | { kind: 'malformed' };

/** Reads the root node of a condition. Inherited properties are ignored; a node with unknown properties is malformed. */
export function readCondition(condition: unknown): ConditionNode {
  if (condition === undefined || condition === null) return { kind: 'blank' };
  if (typeof condition !== 'object' || Array.isArray(condition)) return { kind: 'malformed' };
  const entries = new Map<string, unknown>(Object.entries(condition));
  const keys = [...entries.keys()];
  if (keys.length === 0) return { kind: 'blank' };
  if (keys.length === 1) {
    const all = entries.get('all');
    if (Array.isArray(all)) return { kind: 'all', children: all };
    const any = entries.get('any');
    if (Array.isArray(any)) return { kind: 'any', children: any };
    if (entries.has('not')) return { kind: 'not', child: entries.get('not') };
  }
  const fact = entries.get('fact');
  const operator = entries.get('operator');
  if (typeof fact !== 'string' || typeof operator !== 'string') return { kind: 'malformed' };
  if (!keys.every((key) => key === 'fact' || key === 'operator' || key === 'value'))
    return { kind: 'malformed' };
  return { kind: 'leaf', leaf: { fact, operator, value: entries.get('value') } };
}

/** Whether a condition has more than `MAX_CONDITION_PARTS` parts. Reads only so many. */
export function isTooLarge(condition: unknown): boolean {
  const open: unknown[] = [condition];
  for (let at = 0; at < open.length; at++) {
    if (open.length > MAX_CONDITION_PARTS) return true;
    const node = readCondition(open[at]);
    if (node.kind === 'not') open.push(node.child);
    else if (node.kind === 'all' || node.kind === 'any')
      open.push(...node.children.slice(0, MAX_CONDITION_PARTS + 1));
  }
  return false;
}

/** Returns the names of the facts in a condition, without duplicates. */
export function factsInCondition(condition: unknown): string[] {
  const names = new Set<string>();
  collect(condition, names, 0);
  return [...names];
}

function collect(condition: unknown, names: Set<string>, depth: number): void {
  if (depth > MAX_CONDITION_DEPTH) return;
  const node = readCondition(condition);
  if (node.kind === 'leaf') names.add(node.leaf.fact);
  else if (node.kind === 'not') collect(node.child, names, depth + 1);
  else if (node.kind === 'all' || node.kind === 'any') {
    for (const child of node.children) collect(child, names, depth + 1);
  }
}
