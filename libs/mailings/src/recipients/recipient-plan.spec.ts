import { describe, expect, it } from 'vitest';
import { RecipientPlan, type Candidate, type PlannedRecipient } from './recipient-plan';

const AT = new Date('2026-11-28T10:00:00Z');
const EARLIER = new Date('2026-11-01T10:00:00Z');

const stored = (_id: string, more: Partial<PlannedRecipient> = {}): PlannedRecipient => ({
  _id,
  mailingId: 'm',
  contactId: null,
  email: `${_id}@x.no`,
  name: _id,
  addressKey: `${_id}@x.no`,
  addedAt: EARLIER,
  removedAt: null,
  sources: ['before'],
  ...more,
});

const person = (name: string, more: Partial<Candidate> = {}): Candidate => ({
  contactId: null,
  email: `${name}@x.no`,
  name,
  addressKey: `${name}@x.no`,
  reason: null,
  ...more,
});

function planOf(present: PlannedRecipient[], candidates: Candidate[], { restores = true } = {}) {
  const plan = new RecipientPlan(present, { mailingId: 'm', sourceId: 's', at: AT, restores });
  for (const candidate of candidates) plan.add(candidate);
  return plan;
}

/** The updates of a plan, by recipient. */
const updatesOf = (plan: RecipientPlan) =>
  Object.fromEntries(
    plan.updates.flatMap((operation) =>
      'updateOne' in operation ? [[operation.updateOne.filter._id, operation.updateOne.update]] : [],
    ),
  );
describe('a candidate that occurs twice', () => {
  it('is counted once, whether it is new or was removed before', () => {
    const kari = person('kari', { contactId: 'c1' });
    const added = planOf([], [kari, kari]);
    expect([added.counts, added.difference]).toEqual([{ added: 1, already: 1, blocked: 0 }, 1]);
    expect(added.inserts).toHaveLength(1);
    const removed = stored('kari', { contactId: 'c1', removedAt: EARLIER });
    const restored = planOf([removed], [kari, kari]);
    expect([restored.counts, restored.difference]).toEqual([{ added: 1, already: 1, blocked: 0 }, 1]);
  });

  it('is one recipient without a contact, and another contact with its address is a duplicate', () => {
    const plan = planOf(
      [],
      [
        person('ola'),
        person('ola'),
        person('kari', { contactId: 'c1' }),
        person('kari', { contactId: 'c2' }),
      ],
    );
    expect([plan.counts, plan.difference]).toEqual([{ added: 2, already: 1, blocked: 1 }, 2]);
    expect(plan.inserts.map(({ contactId, blocked }) => [contactId, blocked?.code])).toEqual([
      [null, undefined],
      ['c1', undefined],
      ['c2', 'duplicate'],
    ]);
    expect(plan.inserts[0]?.searchText).toBe('ola@x.no\nola');
    expect(plan.inserts[2]).not.toHaveProperty('addressKey');
  });
});

describe('an address without a contact', () => {
  const unknown = stored('ola', { blocked: { code: 'unknown-address', at: EARLIER } });

  it('that was left out is accepted by a later file', () => {
    const plan = planOf([unknown], [person('ola', { name: 'Ola N' })]);
    expect([plan.counts, plan.difference]).toEqual([{ added: 1, already: 0, blocked: 0 }, 1]);
    expect(updatesOf(plan)).toEqual({
      ola: {
        $set: { name: 'Ola N', searchText: 'ola@x.no\nola n', sources: ['before', 's'] },
        $unset: { blocked: '' },
      },
    });
    expect(planOf([unknown], [person('ola', { reason: 'unknown-address' })]).counts.already).toBe(1);
  });

  it('gives way to a contact with the address', () => {
    const plan = planOf([unknown], [person('ola', { contactId: 'c1' })]);
    expect(plan.difference).toBe(1);
    expect(updatesOf(plan).ola).toMatchObject({ $set: { contactId: 'c1' }, $unset: { blocked: '' } });
    const both = planOf(
      [stored('ola'), stored('c1', { contactId: 'c1', blocked: { code: 'no-address', at: EARLIER } })],
      [person('ola', { contactId: 'c1' })],
    );
    expect(both.difference).toBe(0);
    expect(updatesOf(both)).toMatchObject({
      ola: { $set: { removedAt: AT, sources: [] } },
      c1: { $set: { addressKey: 'ola@x.no', sources: ['before', 's'] }, $unset: { blocked: '' } },
    });
  });

  it('keeps the address if its message was sent', () => {
    const sent = stored('ola', { delivery: { state: 'sent' } });
    const plan = planOf([sent], [person('ola', { contactId: 'c1' })]);
    expect(plan.counts.blocked).toBe(1);
    expect(updatesOf(plan)).toEqual({});
  });
});

describe('a recipient that is judged again', () => {
  const kari = stored('k', { contactId: 'c1', email: 'kari@x.no', name: 'kari', addressKey: 'kari@x.no' });
  const again = (more: Partial<Candidate> = {}) =>
    person('kari', { recipientId: 'k', contactId: 'c1', ...more });
  const judged = (present: PlannedRecipient[], candidates: Candidate[]) => {
    const plan = new RecipientPlan(present, { mailingId: 'm', at: AT, restores: false });
    for (const candidate of candidates) plan.add(candidate);
    return plan;
  };

  it('is not written if nothing has changed', () => {
    expect(judged([kari], [again()]).isEmpty).toBe(true);
  });

  it('loses its address with that of its card', () => {
    const { addressKey: _none, ...bare } = again({ email: '', reason: 'no-address' });
    const plan = judged([kari], [bare]);
    expect(plan.difference).toBe(-1);
    expect(updatesOf(plan).k).toEqual({
      $set: { email: '', searchText: '\nkari', blocked: { code: 'no-address', at: AT } },
      $unset: { addressKey: '' },
    });
  });

  it('passes its old address on to a duplicate', () => {
    const { addressKey: _key, ...twin } = stored('t', {
      contactId: 'c2',
      email: 'kari@x.no',
      blocked: { code: 'duplicate', at: EARLIER },
    });
    const moved = again({ email: 'new@x.no', addressKey: 'new@x.no' });
    const plan = judged([kari, twin], [moved, person('kari', { recipientId: 't', contactId: 'c2' })]);
    expect(plan.difference).toBe(1);
    expect(updatesOf(plan)).toMatchObject({
      k: { $set: { addressKey: 'new@x.no' } },
      t: { $set: { addressKey: 'kari@x.no' }, $unset: { blocked: '' } },
    });
  });

  it('keeps its address and name if its message was sent, and is only taken into a source', () => {
    const sent = { ...kari, delivery: { state: 'sent' } } as const;
    const moved = person('new', { contactId: 'c1', reason: 'unsubscribed.all' });
    const plan = planOf([sent], [moved]);
    expect(plan.difference).toBe(0);
    expect(updatesOf(plan)).toEqual({ k: { $set: { sources: ['before', 's'] }, $unset: {} } });
  });

  it('is not restored if a person has removed it meanwhile', () => {
    expect(judged([{ ...kari, sources: [], removedAt: EARLIER }], [again()]).isEmpty).toBe(true);
    expect(judged([], [again()]).isEmpty).toBe(true);
    expect(planOf([{ ...kari, removedAt: EARLIER }], [again()], { restores: false }).isEmpty).toBe(true);
  });
});
