import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { addressKey } from '@linkflow/crm-port';
import { newId } from '@linkflow/platform';
import { testEnvironment } from '../support';
import { deliveryReport } from '../support/delivery-reports';
import {
  BOUNCE_DOMAIN,
  SubscriptionScene,
  bounceAddress,
  complaint,
  eventually,
} from './subscriptions.fixture';

/** Mail servers report bounces and complaints to the worker, providers to the api. */
const environment = testEnvironment('mail_reports');
let scene: SubscriptionScene;
beforeAll(async () => {
  scene = await SubscriptionScene.start(environment);
}, 180_000);
afterAll(async () => {
  await scene?.stop();
  await environment.dispose();
});

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
