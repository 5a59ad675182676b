import { describe, expect, it } from 'vitest';
import { choose } from './choose.action';
import { condition } from './condition.action';
import { aContext, aSimulation } from './testing/fakes';
import { split } from './split.action';
import { wait } from './wait.action';

const is = (fact: string, value: unknown) => ({ all: [{ fact, operator: 'equal', value }] });

describe('the node condition', () => {
  it('follows yes or no', async () => {
    expect(await condition.run(aContext(), { condition: is('contact.country', 'NO') })).toMatchObject({
      port: 'yes',
    });
    expect(await condition.run(aContext(), { condition: is('contact.country', 'SE') })).toMatchObject({
      port: 'no',
    });
  });

  it('states its decision in a simulation', async () => {
    const { sentence } = await condition.simulate(aSimulation(), { condition: is('contact.country', 'SE') });
    expect(sentence.en).toMatch(/SE”: no$/);
  });
});

describe('the node choose', () => {
  const cases = [
    { id: 'a', label: 'Sverige', condition: is('contact.country', 'SE') },
    { id: 'b', label: 'Norge', condition: is('contact.country', 'NO') },
    { id: 'c', label: 'Kari', condition: is('contact.firstName', 'Kari') },
  ];

  it('follows the first case that is true', async () => {
    expect(await choose.run(aContext(), { cases })).toEqual({ port: 'b', output: { way: 'Norge' } });
  });

  it('follows otherwise if no case is true', async () => {
    const facts = { 'contact.country': 'DK', 'contact.firstName': 'Ola' };
    expect(await choose.run(aContext({ facts }), { cases })).toMatchObject({ port: 'otherwise' });
  });
});

describe('the node split', () => {
  const shares = [
    { id: 'a', label: 'A', weight: 80 },
    { id: 'b', label: 'B', weight: 20 },
  ];
  const portOf = async (recipientId: string) =>
    (await split.run(aContext({ context: { recipientId } }), { shares })).port;

  it('gives a recipient the same share every time', async () => {
    const ways = await Promise.all(Array.from({ length: 20 }, () => portOf('66b000000000000000000042')));
    expect(new Set(ways).size).toBe(1);
  });

  it('distributes recipients by weight', async () => {
    const ways = await Promise.all(
      Array.from({ length: 2_000 }, (_, n) => portOf(String(n).padStart(24, '0'))),
    );
    const a = ways.filter((way) => way === 'a').length / ways.length;
    expect(a).toBeGreaterThan(0.75);
    expect(a).toBeLessThan(0.85);
  });
});

const until = async (params: Record<string, unknown>, click: Parameters<typeof aContext>[0] = {}) =>
  (
    await wait.run(aContext({ now: new Date('2027-03-12T13:30:00Z'), ...click }), params)
  ).wait?.until.toISOString();

describe('the node wait', () => {
  it('waits from the start of the step', async () => {
    expect(await until({ kind: 'for', amount: 90, unit: 'minutes' })).toBe('2027-03-12T15:00:00.000Z');
    expect(await until({ kind: 'for', amount: 2, unit: 'days' })).toBe('2027-03-14T13:30:00.000Z');
  });

  it.each([
    // From the afternoon before to that after a change of clocks, so that a day has 23 or 25 hours.
    ['2026-03-28T14:00:00Z', 1, '2026-03-29T13:00:00.000Z'],
    ['2026-10-24T13:00:00Z', 1, '2026-10-25T14:00:00.000Z'],
    ['2026-10-20T13:00:00Z', 14, '2026-11-03T14:00:00.000Z'],
    // Clocks skip 02:30, or show it twice.
    ['2026-03-28T01:30:00Z', 1, '2026-03-29T01:30:00.000Z'],
    ['2026-10-24T00:30:00Z', 1, '2026-10-25T00:30:00.000Z'],
  ])(
    'waits from %s for %i days, until the same time of day in the organisation',
    async (now, amount, end) => {
      expect(await until({ kind: 'for', amount, unit: 'days' }, { now: new Date(now) })).toBe(end);
      expect(await until({ kind: 'for', amount: amount * 24, unit: 'hours' }, { now: new Date(now) })).toBe(
        new Date(Date.parse(now) + amount * 86_400_000).toISOString(),
      );
    },
  );

  it('uses the time zone of the contact', async () => {
    const params = { kind: 'until', time: '09:00' };
    expect(await until(params, { facts: { 'contact.timeZone': 'America/New_York' } })).toBe(
      '2027-03-12T14:00:00.000Z',
    );
    expect(await until(params, { facts: { 'contact.timeZone': 'Europe/Oslo' } })).toBe(
      '2027-03-13T08:00:00.000Z',
    );
  });

  it.each([
    ['no time zone', { facts: { 'contact.timeZone': null } }],
    ['an unknown time zone', { facts: { 'contact.timeZone': 'Mars/Base' } }],
    ['no contact card', { contactId: null, facts: { 'contact.timeZone': 'America/New_York' } }],
  ])('uses the time zone of the organisation for a recipient with %s', async (_, click) => {
    expect(await until({ kind: 'until', time: '09:00' }, click)).toBe('2027-03-13T08:00:00.000Z');
  });

  it.each(['organisation', 'house'])('uses the time zone of the organisation if it is %s', async (zone) => {
    const click = { facts: { 'contact.timeZone': 'America/New_York' } };
    expect(await until({ kind: 'until', time: '09:00', zone }, click)).toBe('2027-03-13T08:00:00.000Z');
  });

  it('refuses to wait longer than a year', async () => {
    await expect(until({ kind: 'for', amount: 400, unit: 'days' })).rejects.toMatchObject({
      code: 'params.invalid',
    });
  });
});
