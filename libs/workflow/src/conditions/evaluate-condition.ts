import { Almanac, Engine, Operator, Rule } from 'json-rules-engine';
import type { RuleProperties, RuleResult } from 'json-rules-engine';
import type { ConditionTrace } from '@linkflow/contracts';
import { isOperator, TESTS } from './operators';
import type { Test } from './operators';
import { knotOf, MAX_CONDITION_DEPTH } from './shape';
import type { ConditionKnot } from './shape';
import { allOf, anyOf, factOf, negate } from './values';
import type { Kleene } from './values';

/** How a condition came out, and why. */
export interface Evaluation {
  result: boolean;
  trace: ConditionTrace;
}

/**
 * Evaluates a condition over facts with json-rules-engine. Never rejects: what can't be told is unknown, and unknown is false.
 *
 * The logic is Kleene's: an unknown fact makes its clause unknown with every operator, `notEqual` and `isEmpty` too; `not` of
 * unknown is unknown; `any` needs one that holds, `all` needs every one to hold. An empty group is unknown, so that not even its
 * negation holds for everybody.
 *
 * The engine knows only true and false. So the condition is given to it with the negations moved down to the clauses (not all =
 * any not), where a negated unknown clause stays unknown: then "true" in its logic is exactly "known to be true" in ours. What else
 * is dangerous in it is kept out: each evaluation has an Engine of its own, as a shared one skips rules when runs overlap; it
 * gets only operators of ours, as unknown ones fail late and its own coerce types; facts come from {@link FactReader}.
 *
 * @param condition as it stands in the parameters of a node; what is no condition is unknown
 * @param facts by name (`contact.country`); an absent or undefined fact is unknown, `null` is known to be empty
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
type EngineOutcomeKnot = Extract<EngineOutcome, { all: unknown }>['all'][number];

/** A condition in the engine's terms. */
interface Prepared {
  /** Holds nothing of an evaluation: the engine works on a copy of its conditions. */
  rule: Rule;
  operators: readonly Operator[];
  /** The engine wants a group at the root; a single clause stands in one of its own. */
  wrapped: boolean;
}

/** Conditions lie in published documents, which never change, and are evaluated thousands of times. */
const known = new WeakMap<object, Prepared>();

function prepare(condition: unknown): Prepared {
  if (typeof condition !== 'object' || condition === null) return translate(condition);
  const before = known.get(condition);
  if (before) return before;
  const prepared = translate(condition);
  known.set(condition, prepared);
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

/** A clause of which nothing can be told: stands for whatever we don't take. */
const UNTELLABLE = 'untellable';
const TOO_DEEP: ConditionKnot = { kind: 'malformed' };

function toEngine(
  condition: unknown,
  positive: boolean,
  depth: number,
  operators: Set<Operator>,
): EngineCondition {
  const knot = depth > MAX_CONDITION_DEPTH ? TOO_DEEP : knotOf(condition);
  switch (knot.kind) {
    case 'not':
      return toEngine(knot.child, !positive, depth + 1, operators);
    case 'all':
    case 'any': {
      if (knot.children.length === 0) break;
      const children = knot.children.map((child) => toEngine(child, positive, depth + 1, operators));
      return (knot.kind === 'all') === positive ? { all: children } : { any: children };
    }
    case 'leaf': {
      if (!isOperator(knot.leaf.operator)) break;
      const operator = OPERATORS[positive ? 'plain' : 'negated'].get(knot.leaf.operator);
      if (!operator) break;
      operators.add(operator);
      const { fact, value } = knot.leaf;
      return { fact, operator: operator.name, value: valueOf(value) };
    }
    case 'blank':
    case 'malformed':
  }
  operators.add(OPERATOR_UNTELLABLE);
  return { fact: UNTELLABLE, operator: UNTELLABLE, value: valueOf(undefined) };
}

/** The engine copies the values of a rule deeply for every run, but not functions: a list of 500 names is looked at where it lies. */
type Value = () => unknown;
const valueOf =
  (value: unknown): Value =>
  () =>
    value;

/** What a clause is compared with, and when: what {@link FactReader} gives to every operator. */
interface Against {
  value: unknown;
  now: number;
}

/**
 * The engine hands a clause's result on as it is and asks groups for `=== true`, so undefined is a third answer to it already;
 * its types know only two, hence the assertions.
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
const OPERATOR_UNTELLABLE = operatorOf(UNTELLABLE, () => undefined);

/**
 * The engine's window on the facts. Its own almanac takes functions and promises for facts to be computed, resolves JSONPath, and
 * reads a value of the form `{ fact }` as another fact; this one looks a name up and no more.
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

/** The engine's outcome on the tree that the author drew. `value` is the third answer kept, which a trace shows as false. */
function traceOf(
  condition: unknown,
  outcome: EngineOutcomeKnot | undefined,
  positive: boolean,
  depth: number,
): { trace: ConditionTrace; value: Kleene } {
  const knot = depth > MAX_CONDITION_DEPTH ? TOO_DEEP : knotOf(condition);
  switch (knot.kind) {
    case 'not': {
      const child = traceOf(knot.child, outcome, !positive, depth + 1);
      return knotTrace('not', negate(child.value), [child.trace]);
    }
    case 'all':
    case 'any': {
      const children = knot.children.map((child, index) =>
        traceOf(child, outcome && childOf(outcome, index), positive, depth + 1),
      );
      const values = children.map((child) => child.value);
      const value = knot.kind === 'all' ? allOf(values) : anyOf(values);
      return knotTrace(
        knot.kind,
        value,
        children.map((child) => child.trace),
      );
    }
    case 'leaf': {
      const { fact, operator, value: expected } = knot.leaf;
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

function knotTrace(group: 'all' | 'any' | 'not', value: Kleene, children: ConditionTrace[]) {
  return { trace: { result: value === true, group, children }, value };
}

function childOf(outcome: EngineOutcomeKnot, index: number): EngineOutcomeKnot | undefined {
  if ('all' in outcome) return outcome.all[index];
  return 'any' in outcome ? outcome.any[index] : undefined;
}

function isGroup(condition: EngineCondition): condition is Extract<EngineCondition, EngineRule> {
  return 'all' in condition || 'any' in condition;
}
