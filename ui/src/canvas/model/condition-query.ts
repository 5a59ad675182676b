import { VALUELESS_OPERATORS, type Condition } from '@linkflow/contracts';
import type { RuleGroupType, RuleType } from 'react-querybuilder';

const VALUELESS: readonly string[] = VALUELESS_OPERATORS;

/** A condition as the query builder shows it. The outermost level is always a group. */
export function toQuery(condition: Condition | undefined): RuleGroupType {
  if (!condition) return { combinator: 'and', rules: [] };
  const part = toPart(condition);
  return 'rules' in part ? part : { combinator: 'and', rules: [part] };
}

function toPart(condition: Condition): RuleGroupType | RuleType {
  if ('all' in condition) return { combinator: 'and', rules: condition.all.map(toPart) };
  if ('any' in condition) return { combinator: 'or', rules: condition.any.map(toPart) };
  if ('not' in condition) {
    const inner = toPart(condition.not);
    const group: RuleGroupType = 'rules' in inner ? inner : { combinator: 'and', rules: [inner] };
    return { ...group, not: group.not !== true };
  }
  return { field: condition.fact, operator: condition.operator, value: condition.value ?? null };
}

/** The condition that a query stands for: `all`, `any` and `not` around facts, without the builder's own ids. */
export function toCondition(query: RuleGroupType): Condition {
  const parts = query.rules.map((rule) => ('rules' in rule ? toCondition(rule) : toLeaf(rule)));
  const group: Condition = query.combinator === 'or' ? { any: parts } : { all: parts };
  return query.not ? { not: group } : group;
}

function toLeaf(rule: RuleType): Condition {
  if (VALUELESS.includes(rule.operator)) return { fact: rule.field, operator: rule.operator };
  return { fact: rule.field, operator: rule.operator, value: rule.value };
}
