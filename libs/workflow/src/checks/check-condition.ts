import { OPERATORS, VALUELESS_OPERATORS, phrase } from '@linkflow/contracts';
import type { ConditionLeaf, FactDescriptor, OperatorName, ProblemCode, Text } from '@linkflow/contracts';
import { readCondition, MAX_CONDITION_DEPTH } from '../conditions/condition-tree';
import { isOperator, same, instantOf } from '../conditions/operators';
import { stepOfFact } from '../conditions/step-facts';
import { PROBLEM_TEXTS } from './problem-texts';

/** A problem in a condition. `path` is the dot path from the node's params. */
export interface ConditionProblem {
  code: ProblemCode;
  message: Text;
  path: string;
}

/** Limits of the size of a condition, which is copied into every version. */
const MAX_VALUE_LENGTH = 1000;
const MAX_LIST_LENGTH = 500;
const MAX_DAYS = 36_500;

/** Checks a condition. A condition without problems is never unknown because of its form when it is evaluated. */
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
        message: phrase(PROBLEM_TEXTS.conditionTooDeep, { max: MAX_CONDITION_DEPTH }),
        path: at,
      });
      return;
    }
    const node = readCondition(part);
    switch (node.kind) {
      case 'blank':
        problems.push({ code: 'condition.empty', message: PROBLEM_TEXTS.conditionEmpty, path: at });
        return;
      case 'malformed':
        problems.push({ code: 'params.invalid', message: PROBLEM_TEXTS.conditionMalformed, path: at });
        return;
      case 'not':
        visit(node.child, `${at}.not`, depth + 1);
        return;
      case 'all':
      case 'any':
        if (node.children.length === 0) {
          problems.push({
            code: 'condition.empty-group',
            message: PROBLEM_TEXTS.conditionEmptyGroup,
            path: at,
          });
        }
        node.children.forEach((child, index) => visit(child, `${at}.${node.kind}.${index}`, depth + 1));
        return;
      case 'leaf': {
        const problem = checkClause(node.leaf, facts);
        if (problem) problems.push({ ...problem, path: `${at}.${problem.path}` });
      }
    }
  }
}

function checkClause(
  leaf: ConditionLeaf,
  facts: ReadonlyMap<string, FactDescriptor>,
): ConditionProblem | null {
  if (leaf.fact === '')
    return { code: 'condition.empty', message: PROBLEM_TEXTS.conditionEmpty, path: 'fact' };
  const fact = facts.get(leaf.fact);
  if (!fact) {
    const message =
      stepOfFact(leaf.fact) === null
        ? phrase(PROBLEM_TEXTS.unknownFact, { fact: leaf.fact })
        : PROBLEM_TEXTS.stepNotBefore;
    return { code: 'condition.unknown-fact', message, path: 'fact' };
  }
  const { operator } = leaf;
  if (!isOperator(operator)) {
    return {
      code: 'condition.unknown-operator',
      message: phrase(PROBLEM_TEXTS.unknownOperator, { operator }),
      path: 'operator',
    };
  }
  if (!allowed(fact).includes(operator)) {
    return {
      code: 'condition.wrong-operator',
      message: phrase(PROBLEM_TEXTS.wrongOperator, { label: fact.label }),
      path: 'operator',
    };
  }
  const message = wrongValue(leaf.value, operator, fact);
  return message && { code: 'condition.wrong-value', message, path: 'value' };
}

function allowed(fact: FactDescriptor): readonly OperatorName[] {
  return OPERATORS[fact.type];
}

function wrongValue(value: unknown, operator: OperatorName, fact: FactDescriptor): Text | null {
  if (VALUELESS_OPERATORS.includes(operator)) {
    // Forms leave an empty text when the operator is changed to one without a value.
    return value === undefined || value === null || value === ''
      ? null
      : phrase(PROBLEM_TEXTS.needsNoValue, { label: fact.label });
  }
  switch (operator) {
    case 'in':
    case 'notIn':
      if (!Array.isArray(value) || value.length === 0 || value.length > MAX_LIST_LENGTH)
        return phrase(PROBLEM_TEXTS.wrongValue, { label: fact.label });
      return value.map((item) => wrongText(item, operator, fact)).find((message) => message !== null) ?? null;
    case 'before':
    case 'after':
      return typeof value === 'string' && instantOf(value) !== undefined
        ? null
        : phrase(PROBLEM_TEXTS.notADate, { label: fact.label });
    case 'withinLastDays':
    case 'olderThanDays':
      return isNumber(value) && value >= 0 && value <= MAX_DAYS
        ? null
        : phrase(PROBLEM_TEXTS.notANumber, { label: fact.label });
    case 'contains':
    case 'doesNotContain':
      return fact.type === 'list' && isNumber(value) ? null : wrongText(value, operator, fact);
    default:
      if (fact.type === 'number')
        return isNumber(value) ? null : phrase(PROBLEM_TEXTS.notANumber, { label: fact.label });
      if (fact.type === 'boolean')
        return typeof value === 'boolean' ? null : phrase(PROBLEM_TEXTS.wrongValue, { label: fact.label });
      return wrongText(value, operator, fact);
  }
}

function wrongText(value: unknown, operator: OperatorName, fact: FactDescriptor): Text | null {
  if (typeof value !== 'string' || value.trim() === '' || value.length > MAX_VALUE_LENGTH)
    return phrase(PROBLEM_TEXTS.wrongValue, { label: fact.label });
  // `contains` and `startsWith` compare a part of a text, which need not be one of the options.
  const whole =
    fact.type === 'list' ||
    (operator !== 'contains' && operator !== 'doesNotContain' && operator !== 'startsWith');
  if (!whole || !fact.options) return null;
  return fact.options.some((option) => same(option.value, value))
    ? null
    : phrase(PROBLEM_TEXTS.notAnOption, { label: fact.label });
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
