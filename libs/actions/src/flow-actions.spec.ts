import { describe, expect, it } from 'vitest';
import { choose } from './choose.action';
import { condition } from './condition.action';
import { aContext, aSimulation } from './contract/fakes';
import { split } from './split.action';

const is = (fact: string, value: unknown) => ({ all: [{ fact, operator: 'equal', value }] });

describe('a condition', () => {
  it('leaves by yes or no', async () => {
    expect(await condition.run(aContext(), { condition: is('contact.country', 'NO') })).toMatchObject({
      port: 'yes',
    });
    expect(await condition.run(aContext(), { condition: is('contact.country', 'SE') })).toMatchObject({
      port: 'no',
    });
  });

  it('says in a simulation which way it would go, and why', async () => {
    const { sentence } = await condition.simulate(aSimulation(), { condition: is('contact.country', 'SE') });
    expect(sentence.en).toMatch(/SE”: no$/);
  });
});

describe('a choice', () => {
  const cases = [
    { id: 'a', label: 'Sverige', condition: is('contact.country', 'SE') },
    { id: 'b', label: 'Norge', condition: is('contact.country', 'NO') },
    { id: 'c', label: 'Kari', condition: is('contact.firstName', 'Kari') },
  ];

  it('takes the first way that fits', async () => {
    expect(await choose.run(aContext(), { cases })).toEqual({ port: 'b', output: { way: 'Norge' } });
  });

  it('takes the last one when none fits', async () => {
    const facts = { 'contact.country': 'DK', 'contact.firstName': 'Ola' };
    expect(await choose.run(aContext({ facts }), { cases })).toMatchObject({ port: 'otherwise' });
  });
});

describe('a split', () => {
  const shares = [
    { id: 'a', label: 'A', weight: 80 },
    { id: 'b', label: 'B', weight: 20 },
  ];
  const portOf = async (recipientId: string) => (await split.run(aContext({ recipientId }), { shares })).port;

  it('sends the same recipient the same way every time', async () => {
    const ways = await Promise.all(Array.from({ length: 20 }, () => portOf('66b000000000000000000042')));
    expect(new Set(ways).size).toBe(1);
  });

  it('spreads many recipients by weight', async () => {
    const ways = await Promise.all(
      Array.from({ length: 2_000 }, (_, n) => portOf(String(n).padStart(24, '0'))),
    );
    const a = ways.filter((way) => way === 'a').length / ways.length;
    expect(a).toBeGreaterThan(0.75);
    expect(a).toBeLessThan(0.85);
  });
});
