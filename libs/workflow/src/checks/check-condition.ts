import { OPERATORS, VALUELESS_OPERATORS } from '@linkflow/contracts';
import type { ConditionLeaf, FactDescriptor, OperatorName, ProblemCode, Text } from '@linkflow/contracts';
import { isOperator, same } from '../conditions/operators';
import { knotOf, MAX_CONDITION_DEPTH } from '../conditions/shape';
import { stepOfFact } from '../conditions/step-facts';
import { instantOf } from '../conditions/values';
import { SAY } from './problem-texts';

/** What is wrong with a condition, and where: a dot path that begins with the path the condition stands at. */
export interface ConditionProblem {
  code: ProblemCode;
  message: Text;
  path: string;
}

/** More is nonsense, and would be copied into every version. */
const MAX_VALUE_LENGTH = 1000;
const MAX_LIST_LENGTH = 500;
const MAX_DAYS = 36_500;

/** Checks a condition as strictly as it is evaluated: nothing that passes here can turn out unknown for its form. */
export function checkCondition(
  condition: unknown,
  path: string,
  facts: ReadonlyMap<string, FactDescriptor>,
): ConditionProblem[] {
  const problems: ConditionProblem[] = [];
  visit(condition, path, 0);
  return problems;

  function visit(part: unknown, at: string, depth: number): void {
    if (depth > MAX_CONDITION_DEPTH) {
      problems.push({
        code: 'condition.too-deep',
        message: SAY.conditionTooDeep(MAX_CONDITION_DEPTH),
        path: at,
      });
      return;
    }
    const knot = knotOf(part);
    switch (knot.kind) {
      case 'blank':
        problems.push({ code: 'condition.empty', message: SAY.conditionEmpty(), path: at });
        return;
      case 'malformed':
        problems.push({ code: 'params.invalid', message: SAY.conditionMalformed(), path: at });
        return;
      case 'not':
        visit(knot.child, `${at}.not`, depth + 1);
        return;
      case 'all':
      case 'any':
        if (knot.children.length === 0) {
          problems.push({ code: 'condition.empty-group', message: SAY.conditionEmptyGroup(), path: at });
        }
        knot.children.forEach((child, index) => visit(child, `${at}.${knot.kind}.${index}`, depth + 1));
        return;
      case 'leaf': {
        const problem = checkClause(knot.leaf, facts);
        if (problem) problems.push({ ...problem, path: `${at}.${problem.path}` });
      }
    }
  }
}

function checkClause(
  leaf: ConditionLeaf,
  facts: ReadonlyMap<string, FactDescriptor>,
): ConditionProblem | null {
  if (leaf.fact === '') return { code: 'condition.empty', message: SAY.conditionEmpty(), path: 'fact' };
  const fact = facts.get(leaf.fact);
  if (!fact) {
    const message = stepOfFact(leaf.fact) === null ? SAY.unknownFact(leaf.fact) : SAY.stepNotBefore();
    return { code: 'condition.unknown-fact', message, path: 'fact' };
  }
  const { operator } = leaf;
  if (!isOperator(operator)) {
    return { code: 'condition.unknown-operator', message: SAY.unknownOperator(operator), path: 'operator' };
  }
  if (!allowed(fact).includes(operator)) {
    return { code: 'condition.wrong-operator', message: SAY.wrongOperator(fact.label), path: 'operator' };
  }
  const message = wrongValue(leaf.value, operator, fact);
  return message && { code: 'condition.wrong-value', message, path: 'value' };
}

function allowed(fact: FactDescriptor): readonly OperatorName[] {
  return OPERATORS[fact.type];
}

function wrongValue(value: unknown, operator: OperatorName, fact: FactDescriptor): Text | null {
  if (VALUELESS_OPERATORS.includes(operator)) {
    // Forms leave an empty text where the value was before the operator changed.
    return value === undefined || value === null || value === '' ? null : SAY.needsNoValue(fact.label);
  }
  switch (operator) {
    case 'in':
    case 'notIn':
      if (!Array.isArray(value) || value.length === 0 || value.length > MAX_LIST_LENGTH)
        return SAY.wrongValue(fact.label);
      return value.map((item) => wrongText(item, operator, fact)).find((message) => message !== null) ?? null;
    case 'before':
    case 'after':
      return typeof value === 'string' && instantOf(value) !== undefined ? null : SAY.notADate(fact.label);
    case 'withinLastDays':
    case 'olderThanDays':
      return isNumber(value) && value >= 0 && value <= MAX_DAYS ? null : SAY.notANumber(fact.label);
    case 'contains':
    case 'doesNotContain':
      return fact.type === 'list' && isNumber(value) ? null : wrongText(value, operator, fact);
    default:
      if (fact.type === 'number') return isNumber(value) ? null : SAY.notANumber(fact.label);
      if (fact.type === 'boolean') return typeof value === 'boolean' ? null : SAY.wrongValue(fact.label);
      return wrongText(value, operator, fact);
  }
}

function wrongText(value: unknown, operator: OperatorName, fact: FactDescriptor): Text | null {
  if (typeof value !== 'string' || value.trim() === '' || value.length > MAX_VALUE_LENGTH)
    return SAY.wrongValue(fact.label);
  // A part of a text need not be one of the whole values.
  const whole =
    fact.type === 'list' ||
    (operator !== 'contains' && operator !== 'doesNotContain' && operator !== 'startsWith');
  if (!whole || !fact.options) return null;
  return fact.options.some((option) => same(option.value, value)) ? null : SAY.notAnOption(fact.label);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
