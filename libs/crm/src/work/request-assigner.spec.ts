import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byFewestOpen, byTurn, byWeight } from './request-assigner';

const members = fc.uniqueArray(
  fc.record({ userId: fc.string({ minLength: 1 }), weight: fc.integer({ min: 0, max: 20 }) }),
  { selector: ({ userId }) => userId, minLength: 1, maxLength: 8 },
);

describe('assignment in turn', () => {
  it('gives every member the same number over complete rounds from any start', () => {
    fc.assert(
      fc.property(members, fc.nat(10_000), fc.integer({ min: 1, max: 5 }), (list, first, rounds) => {
        const given = new Map<string, number>();
        for (let turn = first; turn < first + rounds * list.length; turn += 1) {
          const { userId = '' } = byTurn(list, turn) ?? {};
          given.set(userId, (given.get(userId) ?? 0) + 1);
        }
        expect([...given.values()]).toEqual(list.map(() => rounds));
      }),
    );
  });

  it('returns null without members', () => {
    expect(byTurn([], 3)).toBeNull();
  });
});

describe('assignment by weight', () => {
  it('selects the same member for the same key, and never weight 0', () => {
    fc.assert(
      fc.property(members, fc.string(), (list, key) => {
        const chosen = byWeight(list, key);
        expect(byWeight(list, key)).toBe(chosen);
        if (list.every(({ weight }) => weight === 0)) expect(chosen).toBeNull();
        else expect(chosen?.weight).toBeGreaterThan(0);
      }),
    );
  });

  it('is proportional to the weights over many keys', () => {
    const list = [
      { userId: 'a', weight: 1 },
      { userId: 'b', weight: 3 },
      { userId: 'c', weight: 0 },
    ];
    const given = { a: 0, b: 0, c: 0 };
    for (let i = 0; i < 4_000; i += 1) {
      const { userId } = byWeight(list, `run${i}:n1`) ?? {};
      if (userId === 'a' || userId === 'b' || userId === 'c') given[userId] += 1;
    }
    expect(given.c).toBe(0);
    expect(given.b / given.a).toBeGreaterThan(2.6);
    expect(given.b / given.a).toBeLessThan(3.4);
  });
});

describe('assignment by fewest open requests', () => {
  it('selects a member with the minimum of open requests', () => {
    fc.assert(
      fc.property(members, fc.func(fc.nat(50)), (list, open) => {
        const chosen = byFewestOpen(list, open);
        for (const { userId } of list) expect(open(chosen?.userId ?? '')).toBeLessThanOrEqual(open(userId));
      }),
    );
  });
});
