import type { ConditionTrace } from '@linkflow/contracts';
import { Almanac, Engine, Operator, Rule, type RuleProperties, type RuleResult } from 'json-rules-engine';
import { readCondition, MAX_CONDITION_DEPTH, type ConditionNode } from './condition-tree';
import { isOperator, TESTS, allOf, anyOf, factOf, negate, type Test, type Kleene } from './operators';

/** Result of a condition, with its trace. */
export interface Evaluation {
  result: boolean;
  trace: ConditionTrace;
}

/**
 * Evaluates a condition with json-rules-engine. Never rejects; an unknown result is false.
 *
 * The logic is Kleene's three-valued logic: an unknown fact makes its clause unknown with every operator, including `notEqual` and `isEmpty`;
 * `not` of unknown is unknown. An empty group is unknown, so that its negation is not true either.
 *
 * The rules engine has only true and false. The condition is therefore passed to it with all negations moved to the clauses (not all = any
 * not), where a negated unknown clause stays unknown; "true" of the engine is then exactly "known to be true". Further precautions:
 * - Each evaluation has its own Engine, because a shared one skips rules when evaluations overlap.
 * - The engine gets only our operators, because its own convert types, and an unknown operator fails at run time.
 * - Facts are read through {@link FactReader}.
 *
 * @param condition from the parameters of a node, unchecked
 * @param facts by name (`contact.country`); absent or undefined means unknown, `null` means known to be empty
 * @param now for `withinLastDays` and `olderThanDays`
 */
export async function evaluateCondition(
  condition: unknown,
  facts: Readonly<Record<string, unknown>>,
  now: Date,
): Promise<Evaluation> {
  const prepared = prepare(condition);
  const engine = new Engine();
  for (const operator of prepared.operators) engine.addOperator(operator);
  engine.addRule(prepared.rule);
  const almanac = new FactReader(facts, now.getTime());
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

/** A condition in the engine's terms. */
interface Prepared {
  /** Reusable: the engine works on a copy of the conditions. */
  rule: Rule;
  operators: readonly Operator[];
  /** True if a single clause was wrapped in a group, because the engine requires a group at the root. */
  wrapped: boolean;
}

/** Conditions belong to published documents, which never change, and are evaluated thousands of times. */
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

/** Name of the fact and the operator of a clause that is always unknown. It replaces unsupported parts of a condition. */
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

/** The engine deep-copies the values of a rule for every run, except functions. A function avoids copying long lists. */
type Value = () => unknown;
const valueOf =
  (value: unknown): Value =>
  () =>
    value;

/** The value of a clause and the current time, which {@link FactReader} passes to every operator. */
interface Against {
  value: unknown;
  now: number;
}

/**
 * The engine passes the result of a clause on unchanged and compares groups with `=== true`, so undefined works as a third value. Its types
 * declare only boolean, hence the assertions.
 */
function operatorOf(name: string, test: Test): Operator {
  const evaluator = (fact: unknown, against: unknown): boolean => {
    const { value, now } = against as Against;
    return (fact === undefined ? undefined : test(fact, value, now)) as boolean;
  };
  return new Operator(name, evaluator);
}

const OPERATORS = {
  plain: new Map(Object.entries(TESTS).map(([name, test]) => [name, operatorOf(name, test)])),
  negated: new Map(
    Object.entries(TESTS).map(([name, test]) => [
      name,
      operatorOf(`not ${name}`, (fact, value, now) => negate(test(fact, value, now))),
    ]),
  ),
};
const UNKNOWN_OPERATOR = operatorOf(UNKNOWN, () => undefined);

/**
 * Gives the engine access to the facts by name only. The default almanac would call functions, await promises, resolve JSONPath and treat a value
 * of the form `{ fact }` as a reference to another fact.
 */
class FactReader extends Almanac {
  constructor(
    private readonly facts: Readonly<Record<string, unknown>>,
    private readonly now: number,
  ) {
    super({ allowUndefinedFacts: true });
  }

  override factValue<T>(name: string): Promise<T>;
  override factValue(name: string): Promise<unknown> {
    return Promise.resolve(factOf(this.facts, name));
  }

  /** Called by the engine for the value of a clause. */
  getValue(value: Value): Promise<Against> {
    return Promise.resolve({ value: value(), now: this.now });
  }
}

/** Maps the engine's outcome to the author's condition tree. `value` can be unknown, which the trace shows as false. */
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
