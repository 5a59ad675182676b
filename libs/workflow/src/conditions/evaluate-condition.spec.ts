import { OPERATORS, type Condition, type ConditionLeaf, type OperatorName } from '@linkflow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionTest } from './condition-test';
import { evaluateCondition } from './evaluate-condition';
import { TESTS } from './operators';

const TIME = { now: new Date('2026-06-15T12:00:00Z'), timeZone: 'Europe/Oslo' };
const evaluate = async (condition: unknown, facts: Record<string, unknown> = {}) =>
  (await evaluateCondition(condition, facts, TIME)).result;
const clause = (operator: string, value?: unknown, fact = 'f'): ConditionLeaf => ({ fact, operator, value });

describe('the evaluation of a clause', () => {
  it.each<[OperatorName, unknown, unknown, boolean]>([
    ['equal', 'Norway', ' norway ', true],
    ['equal', 'Norway', 'Sweden', false],
    ['equal', 'Ærlig', 'ærlig', true],
    ['equal', 'Cafe\u0301', 'Caf\u00e9', true],
    ['equal', 5, 5, true],
    ['equal', '5', 5, false],
    ['equal', true, true, true],
    ['equal', false, true, false],
    ['equal', null, 'x', false],
    ['notEqual', 'Norway', 'Sweden', true],
    ['notEqual', 'Norway', 'NORWAY', false],
    ['notEqual', null, 'Sweden', true],
    ['notEqual', '5', 5, false],
    ['contains', 'Blue sky', 'SKY', true],
    ['contains', 'Blue sky', ' ', false],
    ['contains', ['a', 'b'], 'B', true],
    ['contains', [1, 2], 2, true],
    ['contains', [], 'a', false],
    ['contains', null, 'a', false],
    ['doesNotContain', null, 'a', true],
    ['doesNotContain', [], 'a', true],
    ['doesNotContain', ['a'], 'a', false],
    ['startsWith', 'Oslo', 'os', true],
    ['startsWith', 'Oslo', 'lo', false],
    ['in', 'NO', ['se', 'no'], true],
    ['in', 'DK', ['se', 'no'], false],
    ['in', 'DK', [], false],
    ['notIn', 'DK', ['se', 'no'], true],
    ['notIn', 'DK', [], false],
    ['notIn', null, ['se'], true],
    ['isEmpty', null, undefined, true],
    ['isEmpty', '  ', undefined, true],
    ['isEmpty', [], undefined, true],
    ['isEmpty', 0, undefined, false],
    ['isNotEmpty', false, undefined, true],
    ['isNotEmpty', null, undefined, false],
    ['lessThan', 1, 2, true],
    ['lessThan', '1', 2, false],
    ['lessThan', null, 2, false],
    ['lessThanInclusive', 2, 2, true],
    ['greaterThan', 3, 2, true],
    ['greaterThan', 3, '2', false],
    ['greaterThanInclusive', 2, 2, true],
    ['before', '2023-12-31', '2024-01-01', true],
    ['before', new Date('2024-01-01T00:00:00Z'), '2024-01-01', false],
    ['before', '2024-01-01T00:30:00+02:00', '2024-01-01', true],
    ['before', '2024-01-01T00:30:00+01:00', '2024-01-01T00:00:00Z', true],
    ['before', '9999', '2024-01-01', false],
    ['before', '2024-02-30', '2025-01-01', false],
    ['before', '2024-01-01T00:00', '2025-01-01', false],
    ['before', null, '2025-01-01', false],
    ['after', '2024-01-03', '2024-01-01T23:59:59Z', true],
    ['withinLastDays', '2026-06-10', 7, true],
    ['withinLastDays', '2026-06-01', 7, false],
    ['withinLastDays', '2026-07-01', 7, false],
    ['olderThanDays', '2026-06-01', 7, true],
    ['olderThanDays', '2026-06-10', 7, false],
  ])('%s of %j and %j is %j', async (operator, fact, value, expected) => {
    expect(await evaluate(clause(operator, value), { f: fact })).toBe(expected);
  });

  describe.each([
    // The nights of both changes of clocks in Europe/Oslo: days of 23 and of 25 hours.
    ['2026-03-28', '2026-03-29', '2026-03-30', '+01:00', '+02:00'],
    ['2026-10-24', '2026-10-25', '2026-10-26', '+02:00', '+01:00'],
  ])('counts calendar days of the organisation around %s', (before, changed, after, was, is) => {
    const firstMinute = (day: string, offset: string): string => `${day}T00:01:00${offset}`;
    const lastMinute = (day: string, offset: string): string => `${day}T23:59:00${offset}`;
    const at = (now: string) => async (operator: OperatorName, fact: string, value: unknown) =>
      (
        await evaluateCondition(
          clause(operator, value),
          { f: fact },
          { now: new Date(now), timeZone: 'Europe/Oslo' },
        )
      ).result;

    it.each([firstMinute(after, is), lastMinute(after, is)])('at %s', async (now) => {
      const holds = at(now);
      for (const fact of [before, firstMinute(before, was), lastMinute(before, was)]) {
        expect(await holds('withinLastDays', fact, 2), fact).toBe(true);
        expect(await holds('withinLastDays', fact, 1), fact).toBe(false);
        expect(await holds('olderThanDays', fact, 1), fact).toBe(true);
        expect(await holds('olderThanDays', fact, 2), fact).toBe(false);
      }
      for (const fact of [changed, firstMinute(changed, was), lastMinute(changed, is)]) {
        expect(await holds('withinLastDays', fact, 1), fact).toBe(true);
        expect(await holds('withinLastDays', fact, 0), fact).toBe(false);
      }
      expect(await holds('withinLastDays', after, 0)).toBe(true);
    });

    it('for a day and a moment, whichever is compared with the other', async () => {
      const holds = at(lastMinute(after, is));
      for (const moment of [firstMinute(changed, was), lastMinute(changed, is)]) {
        expect(await holds('before', moment, changed)).toBe(false);
        expect(await holds('after', moment, changed)).toBe(false);
        expect(await holds('before', moment, after)).toBe(true);
        expect(await holds('after', moment, before)).toBe(true);
        expect(await holds('before', changed, moment)).toBe(false);
        expect(await holds('after', changed, moment)).toBe(false);
        expect(await holds('before', before, moment)).toBe(true);
        expect(await holds('after', after, moment)).toBe(true);
      }
    });
  });

  it('does not count a moment later today as within the last days', async () => {
    expect(await evaluate(clause('withinLastDays', 7), { f: '2026-06-15T18:00:00Z' })).toBe(false);
    expect(await evaluate(clause('withinLastDays', 7), { f: '2026-06-15' })).toBe(true);
  });

  it('is false for an unknown fact with every operator, and so is its negation', async () => {
    for (const operator of Object.values(OPERATORS).flat()) {
      for (const value of ['x', 1, true, ['x'], '2024-01-01', undefined]) {
        expect(await evaluate(clause(operator, value))).toBe(false);
        expect(await evaluate({ not: clause(operator, value) })).toBe(false);
        expect(await evaluate(clause(operator, value), { f: undefined })).toBe(false);
      }
    }
  });

  it('is false with an unknown operator, and so is its negation', async () => {
    for (const operator of [
      'regex',
      'not:equal',
      'someFact:equal',
      'swap:lessThan',
      'not equal',
      'unknown',
      '__proto__',
    ]) {
      expect(await evaluate(clause(operator, 'x'), { f: 'x' })).toBe(false);
      expect(await evaluate({ not: clause(operator, 'y') }, { f: 'x' })).toBe(false);
    }
  });

  it('is false for incomparable values, and so is its negation', async () => {
    expect(await evaluate({ not: clause('greaterThan', 5) }, { f: 'six' })).toBe(false);
    expect(await evaluate({ not: clause('equal', 5) }, { f: '5' })).toBe(false);
  });

  it('never reads a path, a computed fact, another fact as value, or a prototype', async () => {
    const facts = { f: { x: 'y' }, g: 'y', h: () => 'y' };
    expect(await evaluate({ fact: 'f', operator: 'equal', value: 'y', path: '$.x' }, facts)).toBe(false);
    expect(await evaluate({ fact: 'g', operator: 'equal', value: 'y', params: {} }, facts)).toBe(false);
    expect(await evaluate({ fact: 'g', operator: 'equal', value: { fact: 'g' } }, facts)).toBe(false);
    expect(await evaluate(clause('equal', 'y', 'h'), facts)).toBe(false);
    expect(await evaluate(clause('isNotEmpty', undefined, 'constructor'), facts)).toBe(false);
    expect(await evaluate(clause('isNotEmpty', undefined, 'f.constructor.name'), facts)).toBe(false);
  });

  it('finds a fact by its whole name first, then by its parts', async () => {
    expect(await evaluate(clause('equal', 'NO', 'contact.country'), { 'contact.country': 'NO' })).toBe(true);
    expect(await evaluate(clause('equal', 'NO', 'contact.country'), { contact: { country: 'NO' } })).toBe(
      true,
    );
    expect(await evaluate(clause('equal', 1, 'steps.n1.a'), { steps: { n1: { a: 1 } } })).toBe(true);
  });
});

describe('the evaluation of a group', () => {
  const yes = clause('equal', 'x');
  const no = clause('equal', 'y');
  const unknown = clause('equal', 'x', 'nowhere');
  const facts = { f: 'x' };

  it.each<[string, unknown, boolean]>([
    ['an empty all is false', { all: [] }, false],
    ['an empty any is false', { any: [] }, false],
    ['not of an empty all is false', { not: { all: [] } }, false],
    ['not of an empty any is false', { not: { any: [] } }, false],
    ['any is true with an empty group and a true clause', { any: [{ all: [] }, yes] }, true],
    ['all is false with an empty group', { all: [{ any: [] }, yes] }, false],
    ['all is false with a false clause', { all: [yes, no] }, false],
    ['any is true with a true clause', { any: [no, yes] }, true],
    ['any is true with an unknown and a true clause', { any: [unknown, yes] }, true],
    ['all is false with an unknown clause', { all: [unknown, yes] }, false],
    ['not of all is true with a false clause and an unknown one', { not: { all: [unknown, no] } }, true],
    ['not of all is unknown with an unknown and a true clause', { not: { all: [unknown, yes] } }, false],
    ['not of any is unknown with an unknown and a false clause', { not: { any: [unknown, no] } }, false],
    ['a double negation has no effect', { not: { not: yes } }, true],
    ['undefined is false', undefined, false],
    ['null is false', null, false],
    ['an empty object is false', {}, false],
    ['a text is false', 'all', false],
    ['two groups in one object are false', { all: [yes], any: [yes] }, false],
    ['a named condition is false', { condition: 'other' }, false],
  ])('%s', async (_, condition, expected) => {
    expect(await evaluate(condition, facts)).toBe(expected);
    expect(conditionTest(condition, TIME)(facts)).toBe(expected);
  });

  it('is false below the maximum depth', async () => {
    const nested = (levels: number): Condition => (levels === 0 ? yes : { all: [nested(levels - 1)] });
    expect(await evaluate(nested(10), facts)).toBe(true);
    expect(await evaluate(nested(11), facts)).toBe(false);
    expect(conditionTest(nested(10), TIME)(facts)).toBe(true);
    expect(conditionTest(nested(11), TIME)(facts)).toBe(false);
  });
});

describe('the trace of a condition', () => {
  it('has the shape of the condition, with the values of the facts', async () => {
    const condition = {
      all: [
        clause('equal', 'NO', 'contact.country'),
        {
          not: {
            any: [clause('equal', 'x', 'contact.title'), clause('isEmpty', undefined, 'contact.email')],
          },
        },
      ],
    };
    const facts = { 'contact.country': 'NO', 'contact.email': 'a@b.no' };
    expect(await evaluateCondition(condition, facts, TIME)).toEqual({
      result: false,
      trace: {
        result: false,
        group: 'all',
        children: [
          { result: true, fact: 'contact.country', operator: 'equal', expected: 'NO', actual: 'NO' },
          {
            result: false,
            group: 'not',
            children: [
              {
                result: false,
                group: 'any',
                children: [
                  { result: false, fact: 'contact.title', operator: 'equal', expected: 'x' },
                  { result: false, fact: 'contact.email', operator: 'isEmpty', actual: 'a@b.no' },
                ],
              },
            ],
          },
        ],
      },
    });
  });
});

describe('concurrent evaluations', () => {
  it('do not affect each other', async () => {
    const condition = {
      any: [clause('equal', 'x'), { all: [clause('equal', 'x', 'g'), clause('notEqual', 'q')] }],
    };
    const runs = Array.from({ length: 500 }, (_, n) =>
      evaluateCondition(condition, { f: n % 3 === 0 ? 'x' : 'z', g: n % 5 === 0 ? 'x' : 'z' }, TIME),
    );
    const results = await Promise.all(runs);
    results.forEach(({ result }, n) => expect(result).toBe(n % 3 === 0 || n % 5 === 0));
  });

  it('agree with a direct interpretation of the condition', async () => {
    await fc.assert(
      fc.asyncProperty(someCondition, someFacts, async (condition, facts) => {
        const { result, trace } = await evaluateCondition(condition, facts, TIME);
        expect(result).toBe(plainly(condition, facts) === true);
        expect(trace.result).toBe(result);
        expect(conditionTest(condition, TIME)(facts)).toBe(result);
      }),
      { numRuns: 1000 },
    );
  }, 60_000);

  it('return true or false for any condition and facts', async () => {
    const name = fc.constantFrom('f', 'toString', '__proto__', 'a.b');
    const anyClause = fc.record({
      fact: name,
      operator: fc.oneof(someOperator, fc.string()),
      value: fc.anything(),
    });
    const anyCondition = fc.oneof(
      anyClause,
      fc.anything(),
      fc.record({ all: fc.array(anyClause) }),
      fc.record({ not: anyClause }),
    );
    await fc.assert(
      fc.asyncProperty(anyCondition, fc.dictionary(name, fc.anything()), async (condition, facts) => {
        const result = await evaluate(condition, facts);
        expect(typeof result).toBe('boolean');
        expect(conditionTest(condition, TIME)(facts)).toBe(result);
      }),
      { numRuns: 1000 },
    );
  }, 60_000);
});

/** Reference implementation for comparison: evaluates a condition recursively by strong Kleene logic, without a rules engine. */
function plainly(condition: Condition, facts: Record<string, unknown>): boolean | undefined {
  if ('not' in condition) {
    const inner = plainly(condition.not, facts);
    return inner === undefined ? undefined : !inner;
  }
  if ('all' in condition) {
    if (condition.all.length === 0) return undefined;
    return condition.all
      .map((child) => plainly(child, facts))
      .reduce((sum, one) =>
        sum === false || one === false ? false : sum === undefined || one === undefined ? undefined : true,
      );
  }
  if ('any' in condition) {
    if (condition.any.length === 0) return undefined;
    return condition.any
      .map((child) => plainly(child, facts))
      .reduce((sum, one) =>
        sum === true || one === true ? true : sum === undefined || one === undefined ? undefined : false,
      );
  }
  const fact = facts[condition.fact];
  if (fact === undefined || !(condition.operator in TESTS)) return undefined;
  return TESTS[condition.operator as OperatorName](fact, condition.value, TIME);
}

const someOperator = fc.constantFrom(...(Object.keys(TESTS) as OperatorName[]));
const someValue = fc.oneof(
  fc.constantFrom('', 'x', ' X', 'y', 'xy', '2024-01-01', '2026-06-14T00:00:00Z'),
  fc.integer({ min: -2, max: 2 }),
  fc.boolean(),
  fc.array(fc.constantFrom('x', 'y', ' '), { maxLength: 3 }),
  fc.constantFrom(null, undefined),
);
const someFacts = fc.dictionary(fc.constantFrom('a', 'b', 'c'), someValue);
const { condition: someCondition } = fc.letrec<{ condition: Condition; leaf: Condition }>((tie) => ({
  leaf: fc.record({
    fact: fc.constantFrom('a', 'b', 'c', 'd'),
    operator: fc.oneof(someOperator, fc.constant('nonsense')),
    value: someValue,
  }),
  condition: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}));
