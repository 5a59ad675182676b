import { describe, expect, it } from 'vitest';
import { ROUTES, type ClientRequest, type PeopleBulkView } from '@linkflow/contracts';
import { addressKey } from '@linkflow/crm-port';
import { newId } from '@linkflow/platform';
import { until } from '../support';
import { deliveryReport } from '../support/delivery-reports';
import {
  BOUNCE_DOMAIN,
  bounceAddress,
  complaint,
  eventually,
  subscriptionsForFile,
  type SubscriptionScene,
} from './subscriptions.fixture';

/** Mail servers report bounces and complaints to the worker, providers to the api. */
let scene: SubscriptionScene;
subscriptionsForFile('mail_reports', (started) => (scene = started));

it('blocks an address by a permanent bounce that arrives by SMTP, notes it at the recipient, and can be cleared', async () => {
  const { id, contactId } = await scene.aRecipient();
  await scene.deliver(bounceAddress(id), deliveryReport({ status: '5.1.1' }));
  expect((await scene.viewOf(contactId)).bounce).toMatchObject({
    code: '5.1.1',
    text: '550 No such user here',
  });
  const recipient = await scene.db.collection<{ _id: string }>('recipients').findOne({ _id: id });
  expect(recipient).toMatchObject({ bounce: { kind: 'hard', code: '5.1.1' }, delivery: { state: 'failed' } });
  await eventually(async () =>
    expect(await scene.historyOf(contactId)).toContainEqual(['address-bounced', '']),
  );
  await scene.api.call(ROUTES.subscriptions.clearBounce, {
    params: { id: contactId },
    body: { reason: 'Ringte' },
  });
  expect((await scene.viewOf(contactId)).bounce).toBeNull();
});

it('finds the recipient of a bounce by the Message-ID, ignores delays and messages that are no reports', async () => {
  const { contactId, messageId, id } = await scene.aRecipient();
  await scene.deliver(bounceAddress(id), deliveryReport({ status: '4.4.1', action: 'delayed' }));
  await scene.deliver(bounceAddress(id), 'Subject: Out of office\r\n\r\nBack on Monday.\r\n');
  // Anybody can write the id of a recipient, but not the signature.
  for (const forged of [`<${id}.1@example.com>`, messageId.replace(/[0-9a-f]{16}@/, '0123456789abcdef@')])
    await scene.deliver(
      `postmaster@${BOUNCE_DOMAIN}`,
      deliveryReport({ status: '5.1.1', original: `Message-ID: ${forged}` }),
    );
  expect((await scene.viewOf(contactId)).bounce).toBeNull();
  await scene.deliver(
    `postmaster@${BOUNCE_DOMAIN}`,
    deliveryReport({ status: '5.1.1', original: `Message-ID: ${messageId}` }),
  );
  expect((await scene.viewOf(contactId)).bounce).toMatchObject({ code: '5.1.1' });
});

it('blocks the address that the message was sent to, not the one that the contact has by now', async () => {
  const { id, contactId, email } = await scene.aRecipient();
  await scene.deliver(bounceAddress(id), deliveryReport({ status: '4.2.2' }));
  const corrected = `corrected.${email}`;
  await scene.api.call(ROUTES.contacts.update, { params: { id: contactId }, body: { email: corrected } });
  await eventually(async () =>
    expect(await scene.db.collection<{ _id: string }>('recipients').findOne({ _id: id })).toMatchObject({
      email: corrected,
    }),
  );
  await scene.deliver(bounceAddress(id), deliveryReport({ status: '5.1.1' }));
  expect((await scene.viewOf(contactId)).bounce).toBeNull();
  const addresses = scene.db.collection<{ _id: string }>('mail_addresses');
  expect(await addresses.findOne({ _id: addressKey(email) })).toMatchObject({ bounce: { code: '5.1.1' } });
  expect(await addresses.findOne({ _id: addressKey(corrected) })).toBeNull();
});

it('takes a late report about an earlier message as about the address of that time', async () => {
  const { id, contactId, email } = await scene.aRecipient();
  const corrected = `corrected.${email}`;
  await scene.api.call(ROUTES.contacts.update, { params: { id: contactId }, body: { email: corrected } });
  const recipients = scene.db.collection<{ _id: string }>('recipients');
  const earlier = [{ round: 1, sentTo: addressKey(email) }];
  await recipients.updateOne(
    { _id: id },
    { $set: { 'delivery.round': 2, 'delivery.sentTo': addressKey(corrected), 'delivery.earlier': earlier } },
  );
  await scene.deliver(bounceAddress(id), deliveryReport({ status: '5.1.1' }));
  expect(await recipients.findOne({ _id: id })).not.toHaveProperty('bounce');
  expect(await recipients.findOne({ _id: id })).toMatchObject({ delivery: { state: 'sent' } });
  const blocked = async () =>
    (await scene.db.collection('mail_addresses').distinct('_id', { 'bounce.code': '5.1.1' })) as unknown[];
  expect(await blocked()).toContain(addressKey(email));
  expect(await blocked()).not.toContain(addressKey(corrected));
  await scene.deliver(bounceAddress(id, 2), deliveryReport({ status: '5.1.1' }));
  expect(await blocked()).toContain(addressKey(corrected));
  expect(await recipients.findOne({ _id: id })).toMatchObject({ delivery: { state: 'failed' } });
});

it('takes no mail for other domains', async () => {
  await expect(
    scene.deliver('someone@elsewhere.example', deliveryReport({ status: '5.1.1' })),
  ).rejects.toThrow(/550/);
});

it('takes a complaint in the format ARF as unsubscribing from everything', async () => {
  const { contactId, id } = await scene.aRecipient();
  await scene.deliver(bounceAddress(id), complaint());
  expect((await scene.viewOf(contactId)).all).toMatchObject({ unsubscribed: true, source: 'complaint' });
});

it('counts a temporary failure once, however often its report arrives', async () => {
  const { id, contactId } = await scene.aRecipient();
  for (const text of ['first', 'second'])
    await scene.deliver(bounceAddress(id), deliveryReport({ status: '4.2.2', original: `Subject: ${text}` }));
  expect((await scene.viewOf(contactId)).softBounces).toBe(1);
});

it('counts the temporary failures that a webhook reports once each, and starts anew after a delivery', async () => {
  const { contactId, messageId } = await scene.aRecipient();
  const key = await scene.api.call(ROUTES.apiKeys.create, {
    body: {
      name: 'Provider',
      scopes: ['mail-events:write'],
    },
  });
  const send = async (events: object[]) => {
    const response = await fetch(`${scene.apps.apiUrl}/api/mail-events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
    });
    return ((await response.json()) as { result: string }[]).map(({ result }) => result);
  };
  const soft = (id: string) => ({ id, kind: 'bounced', permanent: false, code: '4.2.2', messageId });
  expect(await send([soft('a'), soft('b'), soft('a')])).toEqual(['accepted', 'accepted', 'repeated']);
  expect(await send([soft('b')])).toEqual(['repeated']);
  expect((await scene.viewOf(contactId)).softBounces).toBe(2);
  expect(await send([{ id: 'c', kind: 'delivered', messageId }])).toEqual(['accepted']);
  expect((await scene.viewOf(contactId)).softBounces).toBe(0);
  expect(await send([{ id: 'd', kind: 'bounced', messageId: `<${newId()}.1@example.com>` }])).toEqual([
    'unknown',
  ]);
});

it('takes a complaint as withdrawing every consent', async () => {
  const { contactId, messageId, typeId, consentOf } = await scene.needingConsent();
  await scene.api.call(ROUTES.subscriptions.giveConsent, {
    params: { id: contactId },
    body: { typeId, text: 'Ringte' },
  });
  await scene.deliver(`postmaster@${BOUNCE_DOMAIN}`, complaint(`Message-ID: ${messageId}`));
  expect((await scene.viewOf(contactId)).all).toMatchObject({ unsubscribed: true, source: 'complaint' });
  expect(await consentOf()).toBeNull();
});

describe('for people whose message came back', () => {
  const recipientsOf = () => scene.db.collection<{ _id: string }>('recipients');
  /** Recipients of one mailing whose messages came back, for good or for the time being, and one who has it. */
  async function aReturnedMailing() {
    const { id: hasIt, mailingId, contactId: keeps } = await scene.aRecipient();
    const returned = [await scene.aRecipient(), await scene.aRecipient(), await scene.aRecipient()];
    await recipientsOf().updateMany({ _id: { $in: returned.map(({ id }) => id) } }, { $set: { mailingId } });
    for (const [n, { id }] of returned.entries())
      await scene.deliver(bounceAddress(id), deliveryReport({ status: n === 2 ? '4.2.2' : '5.1.1' }));
    return { mailingId, hasIt, keeps, returned, contacts: returned.map(({ contactId }) => contactId) };
  }

  async function done(body: ClientRequest<typeof ROUTES.peopleBulks.start>['body']): Promise<PeopleBulkView> {
    const { id } = await scene.api.call(ROUTES.peopleBulks.start, { body });
    return until(
      async () => {
        const view = await scene.api.call(ROUTES.peopleBulks.get, { params: { id } });
        return view.state === 'done' && view;
      },
      { what: 'the end of the bulk', deadlineMs: 60_000 },
    );
  }

  /** As if the worker had crashed before it stored what the bulk has done. */
  const forgetWork = (id: string) =>
    scene.db.collection<{ _id: string }>('people_bulks').updateOne(
      { _id: id },
      {
        $set: { state: 'rest', cursor: '', done: 0, unchanged: 0 },
        $unset: { endedAt: '' },
        $inc: { rev: 1 },
      },
    );

  it('a bulk clears the bounces of all of them or of chosen ones, once each, also after a crash', async () => {
    const { mailingId, keeps, returned, contacts } = await aReturnedMailing();
    const filter = { of: 'mailing', mailingId, state: 'returned' } as const;
    const list = await scene.api.call(ROUTES.recipients.list, {
      params: { id: mailingId },
      query: { state: 'returned' },
    });
    expect(list.items.map(({ contact }) => contact?.id ?? '').sort()).toEqual(contacts.toSorted());
    const body = { filter };
    expect(await scene.api.call(ROUTES.people.count, { body })).toMatchObject({ people: 3, complete: true });
    expect((await scene.viewOf(contacts[0] ?? '')).bounce).toMatchObject({ code: '5.1.1' });

    const [first] = returned;
    const one = { ...filter, recipientIds: [first?.id ?? ''] };
    expect(await done({ filter: one, work: { do: 'clear-bounce' }, canary: 0 })).toMatchObject({
      done: 1,
      unchanged: 0,
      about: { mailing: { id: mailingId } },
    });
    const bulk = await done({ filter, work: { do: 'clear-bounce' }, canary: 0 });
    expect(bulk).toMatchObject({ done: 2, unchanged: 1, failures: [] });
    for (const contactId of contacts) expect((await scene.viewOf(contactId)).bounce).toBeNull();
    await eventually(async () =>
      expect(await scene.historyOf(contacts[1] ?? '')).toContainEqual(['bounce-cleared', '']),
    );
    await forgetWork(bulk.id);
    await eventually(async () =>
      expect(await scene.api.call(ROUTES.peopleBulks.get, { params: { id: bulk.id } })).toMatchObject({
        state: 'done',
        done: 2,
        unchanged: 1,
      }),
    );
    const cleared = { kind: 'bounce-cleared', contactId: { $in: [...contacts, keeps] } };
    expect(await scene.db.collection('subscription_changes').countDocuments(cleared)).toBe(3);
  });

  it('a bulk marks them as former employees, who get no further mailing, unless a user has decided since', async () => {
    const { mailingId, keeps, returned, contacts } = await aReturnedMailing();
    const [waiting, second] = returned;
    // A mailing that was not sent to the first one yet.
    const later = newId();
    await scene.db
      .collection<{ _id: string }>('mailings')
      .insertOne({ _id: later, name: 'Julebrev' } as never);
    const {
      _id: _none,
      delivery: _never,
      ...copied
    } = (await recipientsOf().findOne({
      _id: waiting?.id ?? '',
    })) as never as Record<string, unknown>;
    await recipientsOf().insertOne({ ...copied, _id: newId(), mailingId: later } as never);

    const filter = { of: 'mailing', mailingId, state: 'returned' } as const;
    const view = await done({ filter, work: { do: 'former-employee' }, canary: 0 });
    expect(view).toMatchObject({ done: 3, unchanged: 0, failures: [] });
    for (const contactId of contacts) {
      const card = await scene.api.call(ROUTES.contacts.get, { params: { id: contactId } });
      expect(card.formerEmployee).toBe(true);
      expect(card.changes[0]).toMatchObject({
        kind: 'field-set',
        target: { id: 'contact.formerEmployee' },
        value: true,
        source: { kind: 'bulk', bulkId: view.id },
      });
    }
    expect(await recipientsOf().findOne({ mailingId: later })).toMatchObject({
      blocked: { code: 'former-employee' },
    });
    const other = await scene.api.call(ROUTES.contacts.get, { params: { id: keeps } });
    expect(other.formerEmployee).toBe(false);

    const id = second?.contactId ?? '';
    await scene.api.call(ROUTES.contacts.update, { params: { id }, body: { formerEmployee: false } });
    // The bulk was ordered before the user decided.
    await forgetWork(view.id);
    await eventually(async () =>
      expect(await scene.api.call(ROUTES.peopleBulks.get, { params: { id: view.id } })).toMatchObject({
        state: 'done',
        done: 3,
      }),
    );
    const kept = await scene.api.call(ROUTES.contacts.get, { params: { id } });
    expect(kept.formerEmployee).toBe(false);
  });
});
