import type { RuleGroupType, RuleType } from 'react-querybuilder';
import {
  type Condition,
  type FactDescriptor,
  type OperatorName,
  OPERATORS,
  VALUELESS_OPERATORS,
} from '@linkflow/contracts';

const isValueless = (operator: string) => VALUELESS_OPERATORS.some((name) => name === operator);

/** Converts a condition to a react-querybuilder query. The outermost level of the query is always a group. */
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

/** Converts a react-querybuilder query to a condition. Leaves out the ids of rules and groups. */
export function toCondition(query: RuleGroupType): Condition {
  const parts = query.rules.map((rule) => ('rules' in rule ? toCondition(rule) : toLeaf(rule)));
  const group: Condition = query.combinator === 'or' ? { any: parts } : { all: parts };
  return query.not ? { not: group } : group;
}

function toLeaf(rule: RuleType): Condition {
  if (isValueless(rule.operator)) return { fact: rule.field, operator: rule.operator };
  return { fact: rule.field, operator: rule.operator, value: rule.value };
}

/** The `field` of a rule for which no fact is selected yet. The editor leaves such rules out of the condition. */
export const NO_FACT = '';

/** The kind of value that a rule compares with. It determines the input. */
type ValueKind = 'none' | 'text' | 'texts' | 'number' | 'days' | 'date' | 'yesNo';

/** The operators for text facts whose values are selected from a list. Substring operators make no sense for them. */
const CHOICE_OPERATORS: readonly string[] = ['equal', 'notEqual', 'in', 'notIn', 'isEmpty', 'isNotEmpty'];

/** The operators to offer for a fact. `current`, the rule's operator, is included too if the fact's type has it. */
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

/**
 * Returns a value of the type that the operator requires. Keeps `value` if it has this type or can be converted to it;
 * otherwise returns a default value or null.
 */
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

/**
 * Returns the query with operators and values corrected, for example after the user selected another fact. A rule with an
 * operator that its fact's type does not have gets the first operator of that type. A rule whose fact is now of another kind than in
 * `previous` loses its value.
 */
export function normaliseQuery(
  query: RuleGroupType,
  facts: ReadonlyMap<string, FactDescriptor>,
  previous?: RuleGroupType,
): RuleGroupType {
  return normaliseGroup(query, facts, factsOfRules(previous));
}

function normaliseGroup(
  query: RuleGroupType,
  facts: ReadonlyMap<string, FactDescriptor>,
  before: ReadonlyMap<string, string>,
): RuleGroupType {
  return {
    ...query,
    rules: query.rules.map((rule) => {
      if ('rules' in rule) return normaliseGroup(rule, facts, before);
      return normaliseRule(rule, facts, before.get(rule.id ?? '') ?? rule.field);
    }),
  };
}

/** The name of the fact of each rule, by the rule's id. */
function factsOfRules(query: RuleGroupType | undefined): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (group: RuleGroupType): void => {
    for (const rule of group.rules) {
      if ('rules' in rule) visit(rule);
      else if (rule.id !== undefined && rule.field !== NO_FACT) found.set(rule.id, rule.field);
    }
  };
  if (query) visit(query);
  return found;
}

/** @param before name of the fact that the rule was about */
function normaliseRule(rule: RuleType, facts: ReadonlyMap<string, FactDescriptor>, before: string): RuleType {
  const fact = facts.get(rule.field);
  // Leave a rule about an unknown fact unchanged. The validation of the draft reports it.
  if (!fact) return rule;
  const isNew = rule.field !== before;
  const allowed: readonly string[] = isNew ? operatorsFor(fact) : OPERATORS[fact.type];
  const operator = allowed.includes(rule.operator) ? rule.operator : (operatorsFor(fact)[0] ?? rule.operator);
  const value = isNew && !hasSameValues(facts.get(before), fact) ? undefined : rule.value;
  return { ...rule, operator, value: coerceValue(fact, operator, value) };
}

/** True if the value of a rule about one fact also makes sense for the other: both are of one type, with the same choices. */
function hasSameValues(a: FactDescriptor | undefined, b: FactDescriptor): boolean {
  if (a === undefined || a.type !== b.type || a.of !== b.of || a.format !== b.format) return false;
  const valuesOf = ({ options }: FactDescriptor) => options?.map(({ value }) => value).join('\n');
  return valuesOf(a) === valuesOf(b);
}

/** Returns the query without the rules for which no fact is selected. */
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
