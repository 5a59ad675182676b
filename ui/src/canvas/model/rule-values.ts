import { OPERATORS, VALUELESS_OPERATORS, type FactDescriptor, type OperatorName } from '@linkflow/contracts';
import type { RuleGroupType, RuleType } from 'react-querybuilder';

/** What a rule of the builder is before a fact was chosen for it. It is not part of the condition yet. */
export const NO_FACT = '';

/** How the value of a rule is given. */
export type ValueKind = 'none' | 'text' | 'texts' | 'number' | 'days' | 'date' | 'yesNo';

/** Comparing parts of words makes no sense for what is chosen from a list. */
const OF_CHOICES: readonly string[] = ['equal', 'notEqual', 'in', 'notIn', 'isEmpty', 'isNotEmpty'];

/** The operators that are offered for a fact; one that a rule has already stays, whatever it is. */
export function operatorsFor(fact: FactDescriptor, present?: string): OperatorName[] {
  const all: readonly OperatorName[] = OPERATORS[fact.type];
  const chosenFromList = fact.type === 'text' && (fact.options !== undefined || fact.of !== undefined);
  return all.filter((operator) => !chosenFromList || OF_CHOICES.includes(operator) || operator === present);
}

export function valueKind(fact: FactDescriptor, operator: string): ValueKind {
  if ((VALUELESS_OPERATORS as readonly string[]).includes(operator)) return 'none';
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

/** The value in the form that its operator takes: what a person has entered is kept as far as it fits. */
export function fittingValue(fact: FactDescriptor, operator: string, value: unknown): unknown {
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

/** Every rule of a query with a value that fits its operator, and an operator that fits its fact. */
export function fitted(query: RuleGroupType, facts: ReadonlyMap<string, FactDescriptor>): RuleGroupType {
  return {
    ...query,
    rules: query.rules.map((rule) => ('rules' in rule ? fitted(rule, facts) : fittedRule(rule, facts))),
  };
}

function fittedRule(rule: RuleType, facts: ReadonlyMap<string, FactDescriptor>): RuleType {
  const fact = facts.get(rule.field);
  // A fact that is not known any more is left as it is, for the checks to speak of.
  if (!fact) return rule;
  const allowed: readonly string[] = OPERATORS[fact.type];
  const operator = allowed.includes(rule.operator) ? rule.operator : (operatorsFor(fact)[0] ?? rule.operator);
  return { ...rule, operator, value: fittingValue(fact, operator, rule.value) };
}

/** The query without rules for which nothing was chosen yet. */
export function chosenOnly(query: RuleGroupType): RuleGroupType {
  return {
    ...query,
    rules: query.rules
      .filter((rule) => 'rules' in rule || rule.field !== NO_FACT)
      .map((rule) => ('rules' in rule ? chosenOnly(rule) : rule)),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
