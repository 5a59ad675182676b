import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decidePort } from './decide-port';
import { stableShare } from './stable-share';

const holds = (...true_: string[]) => {
  const asked: unknown[] = [];
  return {
    asked,
    evaluate: (condition: unknown) => {
      asked.push(condition);
      return Promise.resolve(true_.includes(String(condition)));
    },
  };
};

describe('a decision', () => {
  it('of a condition is yes or no', async () => {
    const node = { id: 'q', type: 'condition', params: { condition: 'rain' } };
    expect(await decidePort(node, 's', holds('rain').evaluate)).toBe('yes');
    expect(await decidePort(node, 's', holds().evaluate)).toBe('no');
  });

  it('of a choice is the first case that holds, and no further case is asked', async () => {
    const cases = ['a', 'b', 'c'].map((id) => ({ id, label: id, condition: id }));
    const node = { id: 'c', type: 'choose', params: { cases } };
    const { asked, evaluate } = holds('b', 'c');
    expect(await decidePort(node, 's', evaluate)).toBe('b');
    expect(asked).toEqual(['a', 'b']);
    expect(await decidePort(node, 's', holds().evaluate)).toBe('otherwise');
    expect(await decidePort({ ...node, params: {} }, 's', holds().evaluate)).toBe('otherwise');
  });

  it('of a split is the same for the same recipient, and need not be for the next split', async () => {
    const shares = ['a', 'b'].map((id) => ({ id, label: id, weight: 1 }));
    const split = (id: string) => ({ id, type: 'split', params: { shares } });
    const { evaluate } = holds();
    const seeds = Array.from({ length: 50 }, (_, n) => `recipient-${n}`);
    const first = await Promise.all(seeds.map((seed) => decidePort(split('s'), seed, evaluate)));
    expect(await Promise.all(seeds.map((seed) => decidePort(split('s'), seed, evaluate)))).toEqual(first);
    expect(await Promise.all(seeds.map((seed) => decidePort(split('t'), seed, evaluate)))).not.toEqual(first);
    expect(await decidePort({ ...split('s'), params: { shares: [{}] } }, 'x', evaluate)).toBeNull();
  });

  it('of another node is none', async () => {
    expect(await decidePort({ id: 'a', type: 'wait', params: {} }, 's', holds().evaluate)).toBeNull();
  });
});

describe('a share', () => {
  it('gets its part of many, within two in a hundred', () => {
    const shares = [
      { id: 'a', weight: 70 },
      { id: 'b', weight: 20 },
      { id: 'c', weight: 10 },
      { id: 'd', weight: 0 },
    ];
    const counts: Record<string, number> = {};
    for (let n = 0; n < 20_000; n++) {
      const id = stableShare(n.toString(16).padStart(24, '0'), shares) ?? 'none';
      counts[id] = (counts[id] ?? 0) + 1;
    }
    expect(Object.keys(counts).sort()).toEqual(['a', 'b', 'c']);
    for (const { id, weight } of shares) expect(Math.abs((counts[id] ?? 0) / 200 - weight)).toBeLessThan(2);
  });

  it('is one of those with a weight, or none when there are none', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.double({ min: -1, max: 5 })), (seed, weights) => {
        const shares = weights.map((weight, index) => ({ id: String(index), weight }));
        const usable = shares.filter((share) => share.weight > 0).map((share) => share.id);
        const id = stableShare(seed, shares);
        expect(usable.length === 0 ? id === null : usable.includes(id ?? '')).toBe(true);
      }),
    );
  });
});
