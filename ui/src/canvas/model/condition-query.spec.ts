import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from '@linkflow/contracts';
import { toCondition, toQuery } from './condition-query';

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

/** Truth of a condition when every leaf is answered by `look`; what the groups mean is what matters here. */
function holds(of: Condition, look: (leafKey: string) => boolean): boolean {
  if ('all' in of) return of.all.every((part) => holds(part, look));
  if ('any' in of) return of.any.some((part) => holds(part, look));
  if ('not' in of) return !holds(of.not, look);
  const value = of.operator === 'isEmpty' ? null : (of.value ?? null);
  return look(JSON.stringify([of.fact, of.operator, value]));
}

describe('a condition in the query builder', () => {
  it('means the same after a round trip, whatever its leaves turn out to be', () => {
    fc.assert(
      fc.property(condition, fc.integer(), (original, seed) => {
        const look = (key: string) =>
          [...key].reduce((sum, char) => sum + char.charCodeAt(0), seed) % 2 === 0;
        expect(holds(toCondition(toQuery(original)), look)).toBe(holds(original, look));
      }),
    );
  });

  it('does not change any more after the first round trip', () => {
    fc.assert(
      fc.property(condition, (original) => {
        const once = toCondition(toQuery(original));
        expect(toCondition(toQuery(once))).toEqual(once);
      }),
    );
  });

  it('wraps a single comparison in a group, since the builder starts with one', () => {
    const query = toQuery({ fact: 'contact.country', operator: 'equal', value: 'NO' });
    expect(query).toEqual({
      combinator: 'and',
      rules: [{ field: 'contact.country', operator: 'equal', value: 'NO' }],
    });
    expect(toCondition(query)).toEqual({
      all: [{ fact: 'contact.country', operator: 'equal', value: 'NO' }],
    });
  });

  it('drops the value of an operator that takes none', () => {
    const query = {
      combinator: 'or',
      rules: [{ field: 'contact.phone', operator: 'isEmpty', value: 'left over' }],
    };
    expect(toCondition(query)).toEqual({ any: [{ fact: 'contact.phone', operator: 'isEmpty' }] });
  });

  it('turns "not" into the switch of its group, and a double one back into none', () => {
    expect(toQuery({ not: { any: [] } })).toEqual({ combinator: 'or', rules: [], not: true });
    expect(toCondition(toQuery({ not: { not: { any: [] } } }))).toEqual({ any: [] });
  });
});
