import type { ConditionLeaf } from '@linkflow/contracts';

/** How many groups and negations may stand inside each other. */
export const MAX_CONDITION_DEPTH = 10;

/** One knot of a condition's tree, as read from data that may be anything. */
export type ConditionKnot =
  | { kind: 'all' | 'any'; children: readonly unknown[] }
  | { kind: 'not'; child: unknown }
  | { kind: 'leaf'; leaf: ConditionLeaf }
  /** Nothing has been chosen yet. */
  | { kind: 'blank' }
  /** Not a condition, or one with parts that we don't take (`path`, `params`, named conditions). */
  | { kind: 'malformed' };

/** Reads one knot. Only own properties count, and only the known ones may be there. */
export function knotOf(condition: unknown): ConditionKnot {
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

/** The facts a condition asks for, each once. */
export function factsInCondition(condition: unknown): string[] {
  const names = new Set<string>();
  collect(condition, names, 0);
  return [...names];
}

function collect(condition: unknown, names: Set<string>, depth: number): void {
  if (depth > MAX_CONDITION_DEPTH) return;
  const knot = knotOf(condition);
  if (knot.kind === 'leaf') names.add(knot.leaf.fact);
  else if (knot.kind === 'not') collect(knot.child, names, depth + 1);
  else if (knot.kind === 'all' || knot.kind === 'any') {
    for (const child of knot.children) collect(child, names, depth + 1);
  }
}
