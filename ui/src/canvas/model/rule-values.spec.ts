import { OPERATORS, type FactDescriptor, type FactType } from '@linkflow/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chosenOnly, fitted, fittingValue, NO_FACT, operatorsFor, valueKind } from './rule-values';

const fact = (type: FactType, part: Partial<FactDescriptor> = {}): FactDescriptor => ({
  name: `contact.${type}`,
  type,
  label: { en: type, nb: type },
  group: 'contact',
  ...part,
});
const TYPES: readonly FactType[] = ['text', 'number', 'boolean', 'date', 'list'];

describe('the value of a rule', () => {
  it('has the form that its operator takes, whatever stood there before', () => {
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
        const value = fittingValue(fact(type), operator, before);
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
        expect(fittingValue(fact(type), operator, value)).toEqual(value);
      }),
    );
  });

  it('keeps what a person entered when the operator goes from one to several and back', () => {
    expect(fittingValue(fact('text'), 'in', 'NO')).toEqual(['NO']);
    expect(fittingValue(fact('text'), 'equal', ['NO', 'SE'])).toBe('NO');
  });

  it('gives a rule an operator of its new fact', () => {
    const facts = new Map([fact('number')].map((one) => [one.name, one]));
    const query = {
      combinator: 'and',
      rules: [{ field: 'contact.number', operator: 'startsWith', value: 'x' }],
    };
    expect(fitted(query, facts).rules).toEqual([{ field: 'contact.number', operator: 'equal', value: null }]);
  });

  it('leaves a rule about an unknown fact as it is, for the checks to speak of', () => {
    const query = { combinator: 'and', rules: [{ field: 'contact.gone', operator: 'odd', value: 1 }] };
    expect(fitted(query, new Map())).toEqual(query);
  });

  it('leaves rules without a fact out of the condition, in groups as well', () => {
    const open = { field: NO_FACT, operator: '', value: '' };
    const chosen = { field: 'a', operator: 'equal', value: 1 };
    expect(
      chosenOnly({ combinator: 'and', rules: [open, chosen, { combinator: 'or', rules: [open] }] }),
    ).toEqual({ combinator: 'and', rules: [chosen, { combinator: 'or', rules: [] }] });
  });

  it('offers no parts of words for what is chosen from a list, unless a rule has it already', () => {
    const country = fact('text', { options: [{ value: 'NO', label: { en: 'Norway', nb: 'Norge' } }] });
    expect(operatorsFor(country)).not.toContain('startsWith');
    expect(operatorsFor(country, 'startsWith')).toContain('startsWith');
    expect(operatorsFor(fact('text'))).toEqual([...OPERATORS.text]);
  });
});
