import type { ConditionTrace } from '@linkflow/contracts';
import { Almanac, Engine, Operator, Rule, type RuleProperties, type RuleResult } from 'json-rules-engine';
import { readCondition, MAX_CONDITION_DEPTH, type ConditionNode } from './condition-tree';
import {
  isOperator,
  TESTS,
  allOf,
  anyOf,
  factOf,
  negate,
  type EvaluationTime,
  type Kleene,
  type Test,
} from './operators';

/** The result of a condition and its trace, which shows the result of each part. */
export interface Evaluation {
  result: boolean;
  trace: ConditionTrace;
}

/**
 * Evaluates a condition with json-rules-engine. Never rejects for a malformed condition: its result is unknown. An unknown result is
 * returned as false.
 *
 * Conditions use Kleene's three-valued logic. If a fact is unknown, its clause is unknown for every operator, including `notEqual` and
 * `isEmpty`. The negation of unknown is unknown. An empty group is unknown, so that its negation is not true either.
 *
 * The rules engine has only two values, true and false. Therefore the negations are moved from the groups to the clauses before the
 * condition is passed to the engine ("not all" becomes "any not"). A negated clause with an unknown fact stays unknown there, so the
 * engine returns true exactly if the condition is known to be true. Further precautions:
 * - Each evaluation has its own Engine, because a shared Engine skips rules if evaluations overlap.
 * - The engine gets only our operators: its own operators convert types, and an operator that it does not have fails at run time.
 * - The engine reads facts through {@link FactReader}.
 *
 * @param condition from the parameters of a node, unchecked
 * @param facts by name (`contact.country`); absent or undefined means unknown, `null` means known to be empty
 * @param time the current time, and the time zone whose calendar days the operators on dates use
 */
export async function evaluateCondition(
  condition: unknown,
  facts: Readonly<Record<string, unknown>>,
  time: EvaluationTime,
): Promise<Evaluation> {
  const prepared = prepare(condition);
  const engine = new Engine();
  for (const operator of prepared.operators) engine.addOperator(operator);
  engine.addRule(prepared.rule);
  const almanac = new FactReader(facts, time);
  const { results, failureResults } = await engine.run(undefined, { almanac });
  const outcome = results[0] ?? failureResults[0];
  if (!outcome) throw new Error('The rules engine gave no result for its one rule');
  const { trace } = traceOf(
    condition,
    prepared.wrapped ? childOf(outcome.conditions, 0) : outcome.conditions,
    true,
    0,
  );
  return { result: outcome.result === true, trace };
}

type EngineRule = RuleProperties['conditions'];
type EngineCondition = Extract<EngineRule, { all: unknown }>['all'][number];
type EngineOutcome = RuleResult['conditions'];
type EngineOutcomeNode = Extract<EngineOutcome, { all: unknown }>['all'][number];

/** A condition in the form that the rules engine needs. */
interface Prepared {
  /** Can be used for several evaluations, because the engine works on a copy of its conditions. */
  rule: Rule;
  operators: readonly Operator[];
  /** True if a single clause was wrapped in a group, because the engine requires a group at the root. */
  wrapped: boolean;
}

/** Prepared conditions. They can be cached, because conditions belong to published documents, which never change. */
const cache = new WeakMap<object, Prepared>();

function prepare(condition: unknown): Prepared {
  if (typeof condition !== 'object' || condition === null) return translate(condition);
  const cached = cache.get(condition);
  if (cached) return cached;
  const prepared = translate(condition);
  cache.set(condition, prepared);
  return prepared;
}

function translate(condition: unknown): Prepared {
  const operators = new Set<Operator>();
  const root = toEngine(condition, true, 0, operators);
  const wrapped = !isGroup(root);
  const conditions: EngineRule = isGroup(root) ? root : { all: [root] };
  const rule = new Rule({ conditions, event: { type: 'holds' } });
  return { rule, operators: [...operators], wrapped };
}

/** Name of a fact and of an operator. A clause with both is always unknown; it replaces the malformed parts of a condition. */
const UNKNOWN = 'unknown';
const TOO_DEEP: ConditionNode = { kind: 'malformed' };

function toEngine(
  condition: unknown,
  positive: boolean,
  depth: number,
  operators: Set<Operator>,
): EngineCondition {
  const node = depth > MAX_CONDITION_DEPTH ? TOO_DEEP : readCondition(condition);
  switch (node.kind) {
    case 'not':
      return toEngine(node.child, !positive, depth + 1, operators);
    case 'all':
    case 'any': {
      if (node.children.length === 0) break;
      const children = node.children.map((child) => toEngine(child, positive, depth + 1, operators));
      return (node.kind === 'all') === positive ? { all: children } : { any: children };
    }
    case 'leaf': {
      if (!isOperator(node.leaf.operator)) break;
      const operator = OPERATORS[positive ? 'plain' : 'negated'].get(node.leaf.operator);
      if (!operator) break;
      operators.add(operator);
      const { fact, value } = node.leaf;
      return { fact, operator: operator.name, value: valueOf(value) };
    }
    case 'blank':
    case 'malformed':
  }
  operators.add(UNKNOWN_OPERATOR);
  return { fact: UNKNOWN, operator: UNKNOWN, value: valueOf(undefined) };
}

/**
 * A clause's value as a function. For every evaluation the engine makes a deep copy of the values in a rule, but not of functions, so
 * long lists are not copied.
 */
type Value = () => unknown;
const valueOf =
  (value: unknown): Value =>
  () =>
    value;

/** What {@link FactReader} passes to every operator: the value of the clause, and the time of the evaluation. */
interface Against {
  value: unknown;
  time: EvaluationTime;
}

/**
 * Creates an operator of the engine that may return undefined (unknown). That works, because the engine stores the result of a clause
 * unchanged and tests the clauses of a group with `=== true`. The types of the engine allow only boolean, so type assertions are needed.
 */
function operatorOf(name: string, test: Test): Operator {
  const evaluator = (fact: unknown, against: unknown): boolean => {
    const { value, time } = against as Against;
    return (fact === undefined ? undefined : test(fact, value, time)) as boolean;
  };
  return new Operator(name, evaluator);
}

const OPERATORS = {
  plain: new Map(Object.entries(TESTS).map(([name, test]) => [name, operatorOf(name, test)])),
  negated: new Map(
    Object.entries(TESTS).map(([name, test]) => [
      name,
      operatorOf(`not ${name}`, (fact, value, time) => negate(test(fact, value, time))),
    ]),
  ),
};
const UNKNOWN_OPERATOR = operatorOf(UNKNOWN, () => undefined);

/**
 * Lets the engine read facts by their names only. The default almanac would also call functions, await promises, resolve JSONPath and
 * treat a value of the form `{ fact }` as a reference to another fact.
 */
class FactReader extends Almanac {
  constructor(
    private readonly facts: Readonly<Record<string, unknown>>,
    private readonly time: EvaluationTime,
  ) {
    super({ allowUndefinedFacts: true });
  }

  override factValue<T>(name: string): Promise<T>;
  override factValue(name: string): Promise<unknown> {
    return Promise.resolve(factOf(this.facts, name));
  }

  /** The engine calls this method to get the value of a clause. */
  getValue(value: Value): Promise<Against> {
    return Promise.resolve({ value: value(), time: this.time });
  }
}

/**
 * Maps the engine's outcome back to the condition as its author wrote it, with negations at their original places.
 * @param positive false inside an odd number of negations
 * @returns the trace, which shows unknown as false, and `value`, which can be unknown
 */
function traceOf(
  condition: unknown,
  outcome: EngineOutcomeNode | undefined,
  positive: boolean,
  depth: number,
): { trace: ConditionTrace; value: Kleene } {
  const node = depth > MAX_CONDITION_DEPTH ? TOO_DEEP : readCondition(condition);
  switch (node.kind) {
    case 'not': {
      const child = traceOf(node.child, outcome, !positive, depth + 1);
      return groupTrace('not', negate(child.value), [child.trace]);
    }
    case 'all':
    case 'any': {
      const children = node.children.map((child, index) =>
        traceOf(child, outcome && childOf(outcome, index), positive, depth + 1),
      );
      const values = children.map((child) => child.value);
      const value = node.kind === 'all' ? allOf(values) : anyOf(values);
      return groupTrace(
        node.kind,
        value,
        children.map((child) => child.trace),
      );
    }
    case 'leaf': {
      const { fact, operator, value: expected } = node.leaf;
      const seen = outcome && 'fact' in outcome ? outcome : undefined;
      const value = positive ? seen?.result : negate(seen?.result);
      const trace: ConditionTrace = { result: value === true, fact, operator };
      if (expected !== undefined) trace.expected = expected;
      if (seen?.fact === fact && 'factResult' in seen && seen.factResult !== undefined) {
        trace.actual = seen.factResult;
      }
      return { trace, value };
    }
    case 'blank':
    case 'malformed':
      return { trace: { result: false }, value: undefined };
  }
}

function groupTrace(group: 'all' | 'any' | 'not', value: Kleene, children: ConditionTrace[]) {
  return { trace: { result: value === true, group, children }, value };
}

function childOf(outcome: EngineOutcomeNode, index: number): EngineOutcomeNode | undefined {
  if ('all' in outcome) return outcome.all[index];
  return 'any' in outcome ? outcome.any[index] : undefined;
}

function isGroup(condition: EngineCondition): condition is Extract<EngineCondition, EngineRule> {
  return 'all' in condition || 'any' in condition;
}
