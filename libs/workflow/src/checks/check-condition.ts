import { OPERATORS, VALUELESS_OPERATORS, phrase } from '@linkflow/contracts';
import type { ConditionLeaf, FactDescriptor, OperatorName, ProblemCode, Text } from '@linkflow/contracts';
import {
  readCondition,
  isTooLarge,
  MAX_CONDITION_DEPTH,
  MAX_CONDITION_PARTS,
} from '../conditions/condition-tree';
import { dateOf, isOperator, same } from '../conditions/operators';
import { stepOfFact } from '../conditions/step-facts';
import { PROBLEM_TEXTS } from './problem-texts';

/** A problem in a condition. `path` is the dot path from the node's params. */
export interface ConditionProblem {
  code: ProblemCode;
  message: Text;
  path: string;
}

/** Limits of the value of a clause: characters of a text, items of a list, days. Every version stores its conditions, so size matters. */
const MAX_VALUE_LENGTH = 1000;
const MAX_LIST_LENGTH = 500;
const MAX_DAYS = 36_500;

/** Checks a condition. If it has no problems, its result can be unknown only because of the facts, not because of its form. */
export function checkCondition(
  condition: unknown,
  path: string,
  facts: ReadonlyMap<string, FactDescriptor>,
): ConditionProblem[] {
  const problems: ConditionProblem[] = [];
  const add = (code: ProblemCode, message: Text, at: string) => problems.push({ code, message, path: at });
  if (isTooLarge(condition)) {
    add('condition.too-large', phrase(PROBLEM_TEXTS.conditionTooLarge, { max: MAX_CONDITION_PARTS }), path);
    return problems;
  }
  visit(condition, path, 0);
  return problems;

  function visit(part: unknown, at: string, depth: number): void {
    if (depth > MAX_CONDITION_DEPTH) {
      add('condition.too-deep', phrase(PROBLEM_TEXTS.conditionTooDeep, { max: MAX_CONDITION_DEPTH }), at);
      return;
    }
    const node = readCondition(part);
    switch (node.kind) {
      case 'blank':
        add('condition.empty', PROBLEM_TEXTS.conditionEmpty, at);
        return;
      case 'malformed':
        add('params.invalid', PROBLEM_TEXTS.conditionMalformed, at);
        return;
      case 'not':
        visit(node.child, `${at}.not`, depth + 1);
        return;
      case 'all':
      case 'any':
        if (node.children.length === 0) add('condition.empty-group', PROBLEM_TEXTS.conditionEmptyGroup, at);
        node.children.forEach((child, index) => visit(child, `${at}.${node.kind}.${index}`, depth + 1));
        return;
      case 'leaf': {
        const problem = checkClause(node.leaf, facts);
        if (problem) add(problem.code, problem.message, `${at}.${problem.path}`);
      }
    }
  }
}

function checkClause(
  leaf: ConditionLeaf,
  facts: ReadonlyMap<string, FactDescriptor>,
): ConditionProblem | null {
  const problem = (code: ProblemCode, message: Text, path: keyof ConditionLeaf) => ({ code, message, path });
  const { operator } = leaf;
  if (leaf.fact === '') return problem('condition.empty', PROBLEM_TEXTS.conditionEmpty, 'fact');
  const fact = facts.get(leaf.fact);
  if (!fact) {
    const isStep = stepOfFact(leaf.fact) !== null;
    const message = isStep
      ? PROBLEM_TEXTS.stepNotBefore
      : phrase(PROBLEM_TEXTS.unknownFact, { fact: leaf.fact });
    return problem('condition.unknown-fact', message, 'fact');
  }
  if (!isOperator(operator)) {
    const message = phrase(PROBLEM_TEXTS.unknownOperator, { operator });
    return problem('condition.unknown-operator', message, 'operator');
  }
  if (!OPERATORS[fact.type].some((allowed) => allowed === operator)) {
    const message = phrase(PROBLEM_TEXTS.wrongOperator, { label: fact.label });
    return problem('condition.wrong-operator', message, 'operator');
  }
  const message = wrongValue(leaf.value, operator, fact);
  return message && problem('condition.wrong-value', message, 'value');
}

function wrongValue(value: unknown, operator: OperatorName, fact: FactDescriptor): Text | null {
  const unless = (isRight: boolean, text: Text): Text | null =>
    isRight ? null : phrase(text, { label: fact.label });
  if (VALUELESS_OPERATORS.includes(operator)) {
    // An empty text is accepted: forms leave it when the author changes the operator to one without a value.
    return unless(value === undefined || value === null || value === '', PROBLEM_TEXTS.needsNoValue);
  }
  switch (operator) {
    case 'in':
    case 'notIn':
      if (!Array.isArray(value) || value.length === 0 || value.length > MAX_LIST_LENGTH)
        return unless(false, PROBLEM_TEXTS.wrongValue);
      return value.map((item) => wrongText(item, operator, fact)).find((message) => message !== null) ?? null;
    case 'before':
    case 'after':
      return unless(typeof value === 'string' && dateOf(value) !== undefined, PROBLEM_TEXTS.notADate);
    case 'withinLastDays':
    case 'olderThanDays':
      return unless(isNumber(value) && value >= 0 && value <= MAX_DAYS, PROBLEM_TEXTS.notANumber);
    case 'contains':
    case 'doesNotContain':
      return fact.type === 'list' && isNumber(value) ? null : wrongText(value, operator, fact);
    default:
      if (fact.type === 'number') return unless(isNumber(value), PROBLEM_TEXTS.notANumber);
      if (fact.type === 'boolean') return unless(typeof value === 'boolean', PROBLEM_TEXTS.wrongValue);
      return wrongText(value, operator, fact);
  }
}

function wrongText(value: unknown, operator: OperatorName, fact: FactDescriptor): Text | null {
  if (typeof value !== 'string' || value.trim() === '' || value.length > MAX_VALUE_LENGTH)
    return phrase(PROBLEM_TEXTS.wrongValue, { label: fact.label });
  // The value of `contains`, `doesNotContain` and `startsWith` is a part of a text, so it need not be one of the options.
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
