import type { RuleGroupType, RuleType } from 'react-querybuilder';
import {
  type Condition,
  type FactDescriptor,
  type OperatorName,
  OPERATORS,
  VALUELESS_OPERATORS,
} from '@linkflow/contracts';

const isValueless = (operator: string) => VALUELESS_OPERATORS.some((name) => name === operator);

/** The condition as a react-querybuilder query. The outermost level is always a group. */
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

/** The query as a condition. The builder's ids are dropped. */
export function toCondition(query: RuleGroupType): Condition {
  const parts = query.rules.map((rule) => ('rules' in rule ? toCondition(rule) : toLeaf(rule)));
  const group: Condition = query.combinator === 'or' ? { any: parts } : { all: parts };
  return query.not ? { not: group } : group;
}

function toLeaf(rule: RuleType): Condition {
  if (isValueless(rule.operator)) return { fact: rule.field, operator: rule.operator };
  return { fact: rule.field, operator: rule.operator, value: rule.value };
}

/** The field of a rule for which no fact is selected. Such rules are not part of the condition. */
export const NO_FACT = '';

/** The input type of a rule's value. */
type ValueKind = 'none' | 'text' | 'texts' | 'number' | 'days' | 'date' | 'yesNo';

/** Substring operators make no sense for values chosen from a list. */
const CHOICE_OPERATORS: readonly string[] = ['equal', 'notEqual', 'in', 'notIn', 'isEmpty', 'isNotEmpty'];

/** The operators offered for a fact. The rule's current operator is always included. */
export function operatorsFor(fact: FactDescriptor, current?: string): OperatorName[] {
  const all: readonly OperatorName[] = OPERATORS[fact.type];
  const chosenFromList = fact.type === 'text' && (fact.options !== undefined || fact.of !== undefined);
  return all.filter(
    (operator) => !chosenFromList || CHOICE_OPERATORS.includes(operator) || operator === current,
  );
}

export function valueKind(fact: FactDescriptor, operator: string): ValueKind {
  if (isValueless(operator)) return 'none';
  switch (fact.type) {
    case 'boolean':
      return 'yesNo';
    case 'number':
      return 'number';
    case 'date':
      return operator === 'before' || operator === 'after' ? 'date' : 'days';
    case 'list':
      return 'text';
    case 'text':
      return operator === 'in' || operator === 'notIn' ? 'texts' : 'text';
  }
}

/** Converts a value to the type that the operator takes. Keeps the user's input where possible. */
export function coerceValue(fact: FactDescriptor, operator: string, value: unknown): unknown {
  switch (valueKind(fact, operator)) {
    case 'none':
      return undefined;
    case 'yesNo':
      return typeof value === 'boolean' ? value : true;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'days':
      return typeof value === 'number' ? value : 30;
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? value : null;
    case 'text':
      return textOf(Array.isArray(value) ? value[0] : value);
    case 'texts':
      return (Array.isArray(value) ? value : [value]).map(textOf).filter((text) => text !== '');
  }
}

/** The query with an operator that suits each fact and a value that suits each operator. */
export function normaliseQuery(
  query: RuleGroupType,
  facts: ReadonlyMap<string, FactDescriptor>,
): RuleGroupType {
  return {
    ...query,
    rules: query.rules.map((rule) =>
      'rules' in rule ? normaliseQuery(rule, facts) : normaliseRule(rule, facts),
    ),
  };
}

function normaliseRule(rule: RuleType, facts: ReadonlyMap<string, FactDescriptor>): RuleType {
  const fact = facts.get(rule.field);
  // A rule about an unknown fact is left unchanged; the checks report it.
  if (!fact) return rule;
  const allowed: readonly string[] = OPERATORS[fact.type];
  const operator = allowed.includes(rule.operator) ? rule.operator : (operatorsFor(fact)[0] ?? rule.operator);
  return { ...rule, operator, value: coerceValue(fact, operator, rule.value) };
}

/** The query without rules that have no fact. */
export function withoutEmptyRules(query: RuleGroupType): RuleGroupType {
  return {
    ...query,
    rules: query.rules
      .filter((rule) => 'rules' in rule || rule.field !== NO_FACT)
      .map((rule) => ('rules' in rule ? withoutEmptyRules(rule) : rule)),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
