import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Condition, type FactDescriptor, type FactType, OPERATORS } from '@linkflow/contracts';
import {
  coerceValue,
  NO_FACT,
  normaliseQuery,
  operatorsFor,
  toCondition,
  toQuery,
  valueKind,
  withoutEmptyRules,
} from './condition-query';

const leaf = fc.record({
  fact: fc.constantFrom('contact.country', 'contact.name', 'click.count'),
  operator: fc.constantFrom('equal', 'notEqual', 'contains', 'isEmpty', 'in'),
  value: fc.oneof(
    fc.string({ maxLength: 5 }),
    fc.integer(),
    fc.array(fc.string({ maxLength: 3 }), { maxLength: 3 }),
  ),
});
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
}));

/**
 * Evaluates a condition. `look` returns whether a leaf (fact, operator and value) is true, because these tests check only how
 * groups combine leaves.
 */
function holds(of: Condition, look: (leafKey: string) => boolean): boolean {
  if ('all' in of) return of.all.every((part) => holds(part, look));
  if ('any' in of) return of.any.some((part) => holds(part, look));
  if ('not' in of) return !holds(of.not, look);
  const value = of.operator === 'isEmpty' ? null : (of.value ?? null);
  return look(JSON.stringify([of.fact, of.operator, value]));
}

describe('condition and query conversion', () => {
  it('preserves the meaning of a condition in a round trip', () => {
    fc.assert(
      fc.property(condition, fc.integer(), (original, seed) => {
        const look = (key: string) =>
          [...key].reduce((sum, char) => sum + char.charCodeAt(0), seed) % 2 === 0;
        expect(holds(toCondition(toQuery(original)), look)).toBe(holds(original, look));
      }),
    );
  });

  it('is stable after one round trip', () => {
    fc.assert(
      fc.property(condition, (original) => {
        const once = toCondition(toQuery(original));
        expect(toCondition(toQuery(once))).toEqual(once);
      }),
    );
  });

  it('wraps a single comparison in a group', () => {
    const query = toQuery({ fact: 'contact.country', operator: 'equal', value: 'NO' });
    expect(query).toEqual({
      combinator: 'and',
      rules: [{ field: 'contact.country', operator: 'equal', value: 'NO' }],
    });
    expect(toCondition(query)).toEqual({
      all: [{ fact: 'contact.country', operator: 'equal', value: 'NO' }],
    });
  });

  it('drops the value of a valueless operator', () => {
    const query = {
      combinator: 'or',
      rules: [{ field: 'contact.phone', operator: 'isEmpty', value: 'left over' }],
    };
    expect(toCondition(query)).toEqual({ any: [{ fact: 'contact.phone', operator: 'isEmpty' }] });
  });

  it('converts "not" into the group flag and removes a double negation', () => {
    expect(toQuery({ not: { any: [] } })).toEqual({ combinator: 'or', rules: [], not: true });
    expect(toCondition(toQuery({ not: { not: { any: [] } } }))).toEqual({ any: [] });
  });
});

const fact = (type: FactType, part: Partial<FactDescriptor> = {}): FactDescriptor => ({
  name: `contact.${type}`,
  type,
  label: { en: type, nb: type },
  group: 'contact',
  ...part,
});
const TYPES: readonly FactType[] = ['text', 'number', 'boolean', 'date', 'list'];

describe('rule values', () => {
  it('converts any previous value to the type of the operator', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.string()),
    );
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), fc.nat(), anything, (type, at, before) => {
        const operator = OPERATORS[type][at % OPERATORS[type].length] ?? '';
        const value = coerceValue(fact(type), operator, before);
        const fits = {
          none: value === undefined,
          text: typeof value === 'string',
          texts: Array.isArray(value) && value.every((item) => typeof item === 'string'),
          number: value === null || typeof value === 'number',
          days: typeof value === 'number',
          date: value === null || typeof value === 'string',
          yesNo: typeof value === 'boolean',
        };
        expect(fits[valueKind(fact(type), operator)]).toBe(true);
        expect(coerceValue(fact(type), operator, value)).toEqual(value);
      }),
    );
  });

  it('keeps the entered value when the operator changes between one and several values', () => {
    expect(coerceValue(fact('text'), 'in', 'NO')).toEqual(['NO']);
    expect(coerceValue(fact('text'), 'equal', ['NO', 'SE'])).toBe('NO');
  });

  it('replaces an operator that the new fact does not have', () => {
    const facts = new Map([fact('number')].map((one) => [one.name, one]));
    const query = {
      combinator: 'and',
      rules: [{ field: 'contact.number', operator: 'startsWith', value: 'x' }],
    };
    expect(normaliseQuery(query, facts).rules).toEqual([
      { field: 'contact.number', operator: 'equal', value: null },
    ]);
  });

  it('does not change a rule about an unknown fact', () => {
    const query = { combinator: 'and', rules: [{ field: 'contact.gone', operator: 'odd', value: 1 }] };
    expect(normaliseQuery(query, new Map())).toEqual(query);
  });

  it('removes rules without a fact, also in nested groups', () => {
    const open = { field: NO_FACT, operator: '', value: '' };
    const chosen = { field: 'a', operator: 'equal', value: 1 };
    expect(
      withoutEmptyRules({ combinator: 'and', rules: [open, chosen, { combinator: 'or', rules: [open] }] }),
    ).toEqual({ combinator: 'and', rules: [chosen, { combinator: 'or', rules: [] }] });
  });

  it("offers no substring operators for facts with options, except the rule's current one", () => {
    const country = fact('text', { options: [{ value: 'NO', label: { en: 'Norway', nb: 'Norge' } }] });
    expect(operatorsFor(country)).not.toContain('startsWith');
    expect(operatorsFor(country, 'startsWith')).toContain('startsWith');
    expect(operatorsFor(fact('text'))).toEqual([...OPERATORS.text]);
  });
});
