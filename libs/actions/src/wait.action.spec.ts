import { describe, expect, it } from 'vitest';
import { aContext } from './contract/fakes';
import { wait } from './wait.action';

const until = async (params: Record<string, unknown>, click: Parameters<typeof aContext>[0] = {}) =>
  (
    await wait.run(aContext({ now: new Date('2027-03-12T13:30:00Z'), ...click }), params)
  ).wait?.until.toISOString();

describe('waiting', () => {
  it('counts from when the step begins', async () => {
    expect(await until({ kind: 'for', amount: 90, unit: 'minutes' })).toBe('2027-03-12T15:00:00.000Z');
    expect(await until({ kind: 'for', amount: 2, unit: 'days' })).toBe('2027-03-14T13:30:00.000Z');
  });

  it('goes by the contact’s clock', async () => {
    const params = { kind: 'until', time: '09:00' };
    expect(await until(params, { facts: { 'contact.timeZone': 'America/New_York' } })).toBe(
      '2027-03-12T14:00:00.000Z',
    );
    expect(await until(params, { facts: { 'contact.timeZone': 'Europe/Oslo' } })).toBe(
      '2027-03-13T08:00:00.000Z',
    );
  });

  it.each([
    ['no zone', { facts: { 'contact.timeZone': null } }],
    ['a zone that does not exist', { facts: { 'contact.timeZone': 'Mars/Base' } }],
    ['no card', { contactId: null, facts: { 'contact.timeZone': 'America/New_York' } }],
  ])('goes by the clock of the house for a recipient with %s', async (_, click) => {
    expect(await until({ kind: 'until', time: '09:00' }, click)).toBe('2027-03-13T08:00:00.000Z');
  });

  it('goes by the clock of the house when it is told to', async () => {
    const click = { facts: { 'contact.timeZone': 'America/New_York' } };
    expect(await until({ kind: 'until', time: '09:00', zone: 'house' }, click)).toBe(
      '2027-03-13T08:00:00.000Z',
    );
  });

  it('refuses to wait for longer than a year', async () => {
    await expect(until({ kind: 'for', amount: 400, unit: 'days' })).rejects.toMatchObject({
      code: 'params.invalid',
    });
  });
});
