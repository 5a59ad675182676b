import { MAX_CONDITION_DEPTH, readCondition } from './condition-tree';
import {
  TESTS,
  allOf,
  anyOf,
  factOf,
  isOperator,
  negate,
  type EvaluationTime,
  type Kleene,
} from './operators';

/** Tests facts, by name as for `evaluateCondition`. Undefined: a fact that decides is unknown. */
type ConditionTest = (facts: Readonly<Record<string, unknown>>) => Kleene;

const UNKNOWN: ConditionTest = () => undefined;

/**
 * Compiles a condition to a function for many sets of facts, such as all contacts. The result is that of `evaluateCondition`, without a
 * trace and without the rules engine, which needs an engine of its own and several promises for each evaluation.
 */
export function conditionTest(
  condition: unknown,
  time: EvaluationTime,
): (facts: Readonly<Record<string, unknown>>) => boolean {
  const test = compile(condition, time, 0);
  return (facts) => test(facts) === true;
}

function compile(condition: unknown, time: EvaluationTime, depth: number): ConditionTest {
  if (depth > MAX_CONDITION_DEPTH) return UNKNOWN;
  const node = readCondition(condition);
  switch (node.kind) {
    case 'not': {
      const child = compile(node.child, time, depth + 1);
      return (facts) => negate(child(facts));
    }
    case 'all':
    case 'any': {
      const children = node.children.map((child) => compile(child, time, depth + 1));
      const combine = node.kind === 'all' ? allOf : anyOf;
      return (facts) => combine(children.map((child) => child(facts)));
    }
    case 'leaf': {
      const { fact, operator, value } = node.leaf;
      if (!isOperator(operator)) return UNKNOWN;
      const test = TESTS[operator];
      return (facts) => {
        const actual = factOf(facts, fact);
        return actual === undefined ? undefined : test(actual, value, time);
      };
    }
    case 'blank':
    case 'malformed':
      return UNKNOWN;
  }
}
