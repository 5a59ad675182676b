import { mongo } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { addressKey } from '@linkflow/crm-port';
import { LinkTokens, deriveKeys } from '@linkflow/links';
import { BounceAddresses } from '@linkflow/mailings';
import { newId } from '@linkflow/platform';
import { choosePorts } from '../../scripts/lib/ports.mjs';
import { signIn, startApps, testEnvironment, until, type ApiClient, type RunningApps } from '../support';
import { deliverReport, deliveryReport } from '../support/delivery-reports';
import { TEST_LINK_KEYS } from './links.fixture';

/** Recipients unsubscribe on the pages of apps/click, mail servers report bounces to the worker, providers to the api. */
const environment = testEnvironment('subscriptions');
const BOUNCE_DOMAIN = 'bounces.example.com';
const tokens = new LinkTokens(deriveKeys([{ id: 1, secret: Buffer.from('5a'.repeat(32), 'hex') }]));
let apps: RunningApps;
let api: ApiClient;
let db: mongo.Db;
let client: mongo.MongoClient;
let smtpPort = 0;
let newsletter: string;
let offers: string;

beforeAll(async () => {
  smtpPort = (await choosePorts({ smtp: undefined })).smtp ?? 0;
  apps = await startApps({
    environment,
    seedDemo: true,
    env: {
      LINK_KEYS: TEST_LINK_KEYS,
      BOUNCE_SMTP_PORT: String(smtpPort),
      MAIL_BOUNCE_DOMAIN: BOUNCE_DOMAIN,
      ORGANISATION_NAME: 'Soltun <Energi>',
      ORGANISATION_COLOUR: '#14614b',
    },
  });
  api = await signIn(apps.apiUrl);
  client = new mongo.MongoClient(environment.mongoUri);
  db = client.db();
  const type = async (en: string, nb: string): Promise<string> =>
    (await api.call(ROUTES.subscriptionTypes.create, { body: { name: { en, nb } } })).id;
  newsletter = await type('Newsletter', 'Nyhetsbrev');
  offers = await type('Offers', 'Tilbud');
}, 180_000);
afterAll(async () => {
  await apps?.stop();
  await client?.close();
  await environment.dispose();
});

let counter = 0;

/** A mailing that was sent to one contact. */
async function aRecipient({
  typeId = newsletter,
  test = false,
}: { typeId?: string | null; test?: boolean } = {}) {
  counter += 1;
  const email = `kari.${counter}@example.no`;
  const contact = await api.call(ROUTES.contacts.create, {
    body: { lastName: `Nordmann ${counter}`, email },
  });
  const [mailingId, id] = [newId(), newId()];
  const { messageId } = bounceNames().namesOf({ recipientId: id, round: 1 }, 'example.com');
  await db
    .collection<{ _id: string }>('mailings')
    .insertOne({ _id: mailingId, name: 'Høstbrev', typeId } as never);
  await db.collection<{ _id: string }>('recipients').insertOne({
    _id: id,
    mailingId,
    contactId: contact.id,
    email,
    addressKey: addressKey(email),
    name: 'Kari Nordmann',
    addedAt: new Date(),
    removedAt: null,
    delivery: { state: 'sent', attempts: 1, round: 1, at: new Date(), messageId, sentTo: addressKey(email) },
    ...(test && { test: true }),
  } as never);
  const url = `${apps.clickUrl}/s/${tokens.sign('subscriptions', mailingId, id)}`;
  return { id, mailingId, contactId: contact.id, email, messageId, url };
}

const page = async (url: string, body?: string, language = 'nb') => {
  const response = await fetch(url, {
    headers: {
      'accept-language': language,
      ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(body !== undefined && { method: 'POST', body }),
  });
  return { status: response.status, html: await response.text(), headers: response.headers };
};

/** The body that a form of a page sends if it is submitted as it is. */
function formOf(html: string, button: string): string {
  const form = html.match(/<form.*?<\/form>/gs)?.find((text) => text.includes(button)) ?? '';
  const fields = new URLSearchParams();
  for (const input of form.match(/<input[^>]*>/g) ?? []) {
    if (input.includes('checkbox') && !input.includes(' checked')) continue;
    fields.append(/name="([^"]*)"/.exec(input)?.[1] ?? '', /value="([^"]*)"/.exec(input)?.[1] ?? '');
  }
  return fields.toString();
}

const viewOf = (contactId: string) => api.call(ROUTES.subscriptions.get, { params: { id: contactId } });
const unsubscribed = async (contactId: string): Promise<string[]> => {
  const { all, types } = await viewOf(contactId);
  return [
    ...(all.unsubscribed ? ['all'] : []),
    ...types.filter(({ state }) => state.unsubscribed).map(({ type }) => type.id),
  ];
};
const historyOf = async (contactId: string) => {
  const card = await api.call(ROUTES.contacts.get, { params: { id: contactId } });
  return card.changes.map(({ kind, target }) => [kind, target.name]);
};

/** Waits until the expectations of `check` hold. */
const eventually = (check: () => Promise<void>) =>
  until(async () => {
    await check();
    return true;
  });

it('changes nothing by GET, unsubscribes by the pressed button, and undoes that on the next page', async () => {
  const { url, contactId } = await aRecipient();
  const asked = await page(`${url}/unsubscribe`);
  expect(asked.status).toBe(200);
  expect(asked.html).toContain('Vil du melde deg av «Nyhetsbrev»?');
  expect(asked.html).toContain('ka•••@example.no');
  expect(asked.html).toContain('Soltun &lt;Energi&gt;');
  expect(asked.html).not.toMatch(/<script|kari\.\d/);
  expect(asked.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await unsubscribed(contactId)).toEqual([]);
  const done = await page(`${url}/unsubscribe`, formOf(asked.html, 'Ja, meld meg av'));
  expect(done.html).toContain('Du er meldt av «Nyhetsbrev»');
  expect(await unsubscribed(contactId)).toEqual([newsletter]);
  await eventually(async () =>
    expect(await historyOf(contactId)).toContainEqual(['type-unsubscribed', 'Nyhetsbrev']),
  );
  const undone = await page(`${url}/unsubscribe`, formOf(done.html, 'Angre'));
  expect(undone.html).toContain('Alt er som det var før.');
  expect(await unsubscribed(contactId)).toEqual([]);
  await eventually(async () =>
    expect(await historyOf(contactId)).toContainEqual(['type-resubscribed', 'Nyhetsbrev']),
  );
});

it('unsubscribes by the one-click request of a mail program, once, and offers to undo it later', async () => {
  const { url, contactId } = await aRecipient();
  for (let times = 0; times < 2; times += 1)
    expect((await page(`${url}/unsubscribe`, 'List-Unsubscribe=One-Click')).status).toBe(200);
  const view = await viewOf(contactId);
  expect(view.types.find(({ type }) => type.id === newsletter)?.state).toMatchObject({
    unsubscribed: true,
    source: 'one-click',
  });
  expect(await db.collection('subscription_changes').countDocuments({ contactId })).toBe(1);
  const later = await page(`${url}/unsubscribe`);
  await page(`${url}/unsubscribe`, formOf(later.html, 'Angre'));
  expect(await unsubscribed(contactId)).toEqual([]);
});

it('lists who unsubscribed by a mailing, how and when, without those who have undone it', async () => {
  const [left, complained, undone] = [await aRecipient(), await aRecipient(), await aRecipient()];
  // All got the same mailing.
  const { mailingId } = left;
  for (const { id } of [complained, undone])
    await db.collection<{ _id: string }>('recipients').updateOne({ _id: id }, { $set: { mailingId } });
  const urlOf = ({ id }: { id: string }) =>
    `${apps.clickUrl}/s/${tokens.sign('subscriptions', mailingId, id)}/unsubscribe`;
  const since = Date.now();
  await page(urlOf(left), 'List-Unsubscribe=One-Click');
  await page(urlOf(undone), 'List-Unsubscribe=One-Click');
  await page(urlOf(undone), formOf((await page(urlOf(undone))).html, 'Angre'));
  await deliver(bounceAddress(complained.id), COMPLAINT);
  const params = { id: mailingId };
  const { items, total } = await api.call(ROUTES.sending.unsubscribed, { params });
  expect(total).toBe(2);
  expect(items).toMatchObject([
    { email: complained.email, from: 'complaint', source: 'complaint', contactId: complained.contactId },
    { email: left.email, from: 'type', source: 'one-click', name: 'Kari Nordmann' },
  ]);
  for (const { at } of items) expect(Date.parse(at)).toBeGreaterThanOrEqual(since);
  expect((await api.call(ROUTES.sending.get, { params })).unsubscribed).toBe(2);
});

it('stores the chosen boxes, unsubscribes from everything, and subscribes again by choosing a box', async () => {
  const { url, contactId } = await aRecipient();
  const shown = (await page(url)).html;
  await page(url, formOf(shown, 'Lagre valgene').replace(`&type=${offers}`, ''));
  expect(await unsubscribed(contactId)).toEqual([offers]);
  await page(url, formOf((await page(url)).html, 'Meld meg av alt'));
  expect(await unsubscribed(contactId)).toEqual(['all', offers]);
  await page(url, `do=save&shown=${newsletter}&shown=${offers}&type=${offers}`);
  expect(await unsubscribed(contactId)).toEqual([newsletter]);
});

it('unsubscribes from everything by the link of a mailing without a type, for all addresses of the contact', async () => {
  const { url, contactId } = await aRecipient({ typeId: null });
  expect((await page(`${url}/unsubscribe?lang=en`)).html).toContain('Unsubscribe from our mailings?');
  await page(`${url}/unsubscribe`, 'do=unsubscribe');
  await api.call(ROUTES.contacts.update, {
    params: { id: contactId },
    body: { email: `ny.${counter}@example.no` },
  });
  expect(await unsubscribed(contactId)).toEqual(['all']);
});

it('changes nothing for a test message, and shows a neutral page for unknown and erased recipients', async () => {
  const { url, contactId } = await aRecipient({ test: true });
  expect((await page(`${url}/unsubscribe`, 'do=unsubscribe')).html).toContain('Dette var en test');
  expect(await unsubscribed(contactId)).toEqual([]);
  expect((await page(`${apps.clickUrl}/s/${tokens.sign('subscriptions', newId(), newId())}`)).status).toBe(
    404,
  );
  expect((await page(`${apps.clickUrl}/s/${tokens.sign('click', newId(), newId())}`)).status).toBe(404);
  const erased = await aRecipient();
  await db
    .collection<{ _id: string }>('recipients')
    .updateOne({ _id: erased.id }, { $set: { erasedAt: new Date(), email: '' } });
  expect((await page(`${erased.url}/unsubscribe`, 'do=unsubscribe')).status).toBe(404);
});

it('refuses a large body', async () => {
  const { url, contactId } = await aRecipient();
  expect((await page(`${url}/unsubscribe`, `do=unsubscribe&x=${'x'.repeat(5_000)}`)).status).toBe(413);
  expect(await unsubscribed(contactId)).toEqual([]);
});

/** The report of a mail provider that a recipient called a message spam (ARF). */
const COMPLAINT = deliveryReport({ status: '5.0.0' })
  .replace('report-type=delivery-status', 'report-type=feedback-report')
  .replace(
    /message\/delivery-status[\s\S]*?--b/,
    'message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n\r\n--b',
  );
const deliver = (to: string, raw: string): Promise<void> => deliverReport(smtpPort, to, raw);

function bounceNames(): BounceAddresses {
  Object.assign(process.env, { LINK_KEYS: TEST_LINK_KEYS, MAIL_BOUNCE_DOMAIN: BOUNCE_DOMAIN });
  return new BounceAddresses();
}

const bounceAddress = (recipientId: string, round = 1): string =>
  bounceNames().namesOf({ recipientId, round }, 'example.com').sender ?? '';

it('blocks an address by a permanent bounce that arrives by SMTP, notes it at the recipient, and can be cleared', async () => {
  const { id, contactId } = await aRecipient();
  await deliver(bounceAddress(id), deliveryReport({ status: '5.1.1' }));
  expect((await viewOf(contactId)).bounce).toMatchObject({ code: '5.1.1', text: '550 No such user here' });
  const recipient = await db.collection<{ _id: string }>('recipients').findOne({ _id: id });
  expect(recipient).toMatchObject({ bounce: { kind: 'hard', code: '5.1.1' }, delivery: { state: 'failed' } });
  await eventually(async () => expect(await historyOf(contactId)).toContainEqual(['address-bounced', '']));
  await api.call(ROUTES.subscriptions.clearBounce, { params: { id: contactId }, body: { reason: 'Ringte' } });
  expect((await viewOf(contactId)).bounce).toBeNull();
});

it('finds the recipient of a bounce by the Message-ID, ignores delays and messages that are no reports', async () => {
  const { contactId, messageId, id } = await aRecipient();
  await deliver(bounceAddress(id), deliveryReport({ status: '4.4.1', action: 'delayed' }));
  await deliver(bounceAddress(id), 'Subject: Out of office\r\n\r\nBack on Monday.\r\n');
  // Anybody can write the id of a recipient, but not the signature.
  for (const forged of [`<${id}.1@example.com>`, messageId.replace(/[0-9a-f]{16}@/, '0123456789abcdef@')])
    await deliver(
      `postmaster@${BOUNCE_DOMAIN}`,
      deliveryReport({ status: '5.1.1', original: `Message-ID: ${forged}` }),
    );
  expect((await viewOf(contactId)).bounce).toBeNull();
  await deliver(
    `postmaster@${BOUNCE_DOMAIN}`,
    deliveryReport({ status: '5.1.1', original: `Message-ID: ${messageId}` }),
  );
  expect((await viewOf(contactId)).bounce).toMatchObject({ code: '5.1.1' });
});

it('blocks the address that the message was sent to, not the one that the contact has by now', async () => {
  const { id, contactId, email } = await aRecipient();
  await deliver(bounceAddress(id), deliveryReport({ status: '4.2.2' }));
  const corrected = `corrected.${email}`;
  await api.call(ROUTES.contacts.update, { params: { id: contactId }, body: { email: corrected } });
  await eventually(async () =>
    expect(await db.collection<{ _id: string }>('recipients').findOne({ _id: id })).toMatchObject({
      email: corrected,
    }),
  );
  await deliver(bounceAddress(id), deliveryReport({ status: '5.1.1' }));
  expect((await viewOf(contactId)).bounce).toBeNull();
  const addresses = db.collection<{ _id: string }>('mail_addresses');
  expect(await addresses.findOne({ _id: addressKey(email) })).toMatchObject({ bounce: { code: '5.1.1' } });
  expect(await addresses.findOne({ _id: addressKey(corrected) })).toBeNull();
});

it('takes a late report about an earlier message as about the address of that time', async () => {
  const { id, contactId, email } = await aRecipient();
  const corrected = `corrected.${email}`;
  await api.call(ROUTES.contacts.update, { params: { id: contactId }, body: { email: corrected } });
  const recipients = db.collection<{ _id: string }>('recipients');
  const earlier = [{ round: 1, sentTo: addressKey(email) }];
  await recipients.updateOne(
    { _id: id },
    { $set: { 'delivery.round': 2, 'delivery.sentTo': addressKey(corrected), 'delivery.earlier': earlier } },
  );
  await deliver(bounceAddress(id), deliveryReport({ status: '5.1.1' }));
  expect(await recipients.findOne({ _id: id })).not.toHaveProperty('bounce');
  expect(await recipients.findOne({ _id: id })).toMatchObject({ delivery: { state: 'sent' } });
  const blocked = async () =>
    (await db.collection('mail_addresses').distinct('_id', { 'bounce.code': '5.1.1' })) as unknown[];
  expect(await blocked()).toContain(addressKey(email));
  expect(await blocked()).not.toContain(addressKey(corrected));
  await deliver(bounceAddress(id, 2), deliveryReport({ status: '5.1.1' }));
  expect(await blocked()).toContain(addressKey(corrected));
  expect(await recipients.findOne({ _id: id })).toMatchObject({ delivery: { state: 'failed' } });
});

it('takes no mail for other domains', async () => {
  await expect(deliver('someone@elsewhere.example', deliveryReport({ status: '5.1.1' }))).rejects.toThrow(
    /550/,
  );
});

it('takes a complaint in the format ARF as unsubscribing from everything', async () => {
  const { contactId, id } = await aRecipient();
  await deliver(bounceAddress(id), COMPLAINT);
  expect((await viewOf(contactId)).all).toMatchObject({ unsubscribed: true, source: 'complaint' });
});

it('counts the temporary failures that a webhook reports once each, and starts anew after a delivery', async () => {
  const { contactId, messageId } = await aRecipient();
  const key = await api.call(ROUTES.apiKeys.create, {
    body: {
      name: 'Provider',
      scopes: ['mail-events:write'],
    },
  });
  const send = async (events: object[]) => {
    const response = await fetch(`${apps.apiUrl}/api/mail-events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
    });
    return ((await response.json()) as { result: string }[]).map(({ result }) => result);
  };
  const soft = (id: string) => ({ id, kind: 'bounced', permanent: false, code: '4.2.2', messageId });
  expect(await send([soft('a'), soft('b'), soft('a')])).toEqual(['accepted', 'accepted', 'repeated']);
  expect(await send([soft('b')])).toEqual(['repeated']);
  expect((await viewOf(contactId)).softBounces).toBe(2);
  expect(await send([{ id: 'c', kind: 'delivered', messageId }])).toEqual(['accepted']);
  expect((await viewOf(contactId)).softBounces).toBe(0);
  expect(await send([{ id: 'd', kind: 'bounced', messageId: `<${newId()}.1@example.com>` }])).toEqual([
    'unknown',
  ]);
});

it('lets a colleague change a subscription with a reason', async () => {
  const { contactId } = await aRecipient();
  await api.call(ROUTES.subscriptions.change, {
    params: { id: contactId },
    body: {
      typeId: offers,
      unsubscribed: true,
      reason: 'Ba om det på telefon',
    },
  });
  expect(await unsubscribed(contactId)).toEqual([offers]);
  await eventually(async () =>
    expect(await historyOf(contactId)).toContainEqual(['type-unsubscribed', 'Tilbud']),
  );
});

it('keeps an erased person’s address suppressed without keeping the address', async () => {
  const { url, contactId, email } = await aRecipient({ typeId: null });
  await page(`${url}/unsubscribe`, 'do=unsubscribe');
  await api.call(ROUTES.contacts.remove, { params: { id: contactId } });
  await eventually(async () =>
    expect(
      await db.collection<{ _id: string }>('mail_addresses').findOne({ _id: addressKey(email) }),
    ).toBeNull(),
  );
  const again = await api.call(ROUTES.contacts.create, { body: { lastName: 'Tilbake', email } });
  expect(await unsubscribed(again.id)).toEqual(['all']);
  expect(await db.collection('subscription_changes').countDocuments({ contactId })).toBe(0);
});

it('counts a temporary failure once, however often its report arrives', async () => {
  const { id, contactId } = await aRecipient();
  for (const text of ['first', 'second'])
    await deliver(bounceAddress(id), deliveryReport({ status: '4.2.2', original: `Subject: ${text}` }));
  expect((await viewOf(contactId)).softBounces).toBe(1);
});

/** A type that needs consent, and a recipient of a mailing of it. */
async function needingConsent() {
  const { id: typeId } = await api.call(ROUTES.subscriptionTypes.create, {
    body: { name: { en: `Tips ${counter}`, nb: `Råd ${counter}` }, requiresConsent: true },
  });
  const recipient = await aRecipient({ typeId });
  const consentOf = async () =>
    (await viewOf(recipient.contactId)).types.find(({ type }) => type.id === typeId)?.consent;
  return { ...recipient, typeId, consentOf };
}

it('takes a ticked box as consent, with the words of the page, and withdraws it when the person unsubscribes', async () => {
  const { url, contactId, typeId, consentOf } = await needingConsent();
  const asked = (await page(url)).html;
  expect(asked).toContain(`value="${typeId}">`);
  await page(url, formOf(asked, 'Lagre valgene'));
  expect(await consentOf()).toBeNull();
  const done = await page(url, `${formOf(asked, 'Lagre valgene')}&type=${typeId}`);
  expect(await consentOf()).toMatchObject({ source: 'page', text: expect.stringMatching(/^Råd/), by: null });
  // A box that was ticked when the page opened is no consent to its type.
  expect((await viewOf(contactId)).types.filter(({ consent }) => consent).length).toBe(1);
  await page(`${url}/unsubscribe`, formOf(done.html, 'Angre'));
  expect(await consentOf()).toBeNull();
  await page(url, `${formOf(asked, 'Lagre valgene')}&type=${typeId}`);
  await page(`${url}/unsubscribe`, 'List-Unsubscribe=One-Click');
  expect(await consentOf()).toBeNull();
  expect(await unsubscribed(contactId)).toEqual([typeId]);
  await eventually(async () => {
    const kinds = (await historyOf(contactId)).map(([kind]) => kind);
    expect(kinds.filter((kind) => kind === 'consent-given')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'consent-withdrawn')).toHaveLength(2);
  });
});

it('lets a colleague record and withdraw a consent, and blocks recipients without it', async () => {
  const { contactId, typeId, email, consentOf } = await needingConsent();
  const blocked = async () => {
    const { id } = await api.call(ROUTES.mailings.create, {
      body: { name: 'Råd', subject: 'Råd', typeId },
    });
    await api.call(ROUTES.recipients.add, { params: { id }, body: { contactIds: [contactId] } });
    const listed = () => api.call(ROUTES.recipients.list, { params: { id } });
    await until(async () => (await listed()).items.length > 0);
    return (await listed()).items[0]?.blocked;
  };
  expect(await blocked()).toBe('no-consent');
  const give = (more: object) =>
    api.call(ROUTES.subscriptions.giveConsent, {
      params: { id: contactId },
      body: { typeId, text: 'Krysset av på messen', ...more },
    });
  await expect(give({ at: new Date(Date.now() + 60_000).toISOString() })).rejects.toThrow();
  await give({ source: 'form', at: '2026-01-02T10:00:00.000Z' });
  expect(await consentOf()).toMatchObject({
    at: '2026-01-02T10:00:00.000Z',
    source: 'form',
    text: 'Krysset av på messen',
    by: { name: expect.any(String) },
  });
  expect(await blocked()).toBeNull();
  await api.call(ROUTES.subscriptions.withdrawConsent, {
    params: { id: contactId },
    body: { typeId, reason: 'Ringte' },
  });
  expect(await consentOf()).toBeNull();
  await api.call(ROUTES.subscriptions.change, {
    params: { id: contactId },
    body: { typeId: null, unsubscribed: true, reason: 'Ringte' },
  });
  await expect(give({})).rejects.toThrow();
  expect(await db.collection('subscription_changes').countDocuments({ addressKey: addressKey(email) })).toBe(
    3,
  );
});

it('takes a complaint as withdrawing every consent', async () => {
  const { contactId, messageId, typeId, consentOf } = await needingConsent();
  await api.call(ROUTES.subscriptions.giveConsent, {
    params: { id: contactId },
    body: { typeId, text: 'Ringte' },
  });
  await deliver(
    `postmaster@${BOUNCE_DOMAIN}`,
    deliveryReport({ status: '5.0.0', original: `Message-ID: ${messageId}` }).replace(
      /message\/delivery-status[\s\S]*?--b/,
      'message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n\r\n--b',
    ),
  );
  expect((await viewOf(contactId)).all).toMatchObject({ unsubscribed: true, source: 'complaint' });
  expect(await consentOf()).toBeNull();
});

it('erases an address that belongs to no contact, and keeps it suppressed', async () => {
  const { id, url, email } = await aRecipient({ typeId: null });
  const key = addressKey(email);
  await expect(api.call(ROUTES.contacts.eraseAddress, { body: { email } })).rejects.toThrow();
  const recipients = db.collection<{ _id: string }>('recipients');
  await db.collection('contacts').deleteOne({ email });
  await recipients.updateOne({ _id: id }, { $set: { contactId: null } });
  await page(`${url}/unsubscribe`, 'do=unsubscribe');
  await api.call(ROUTES.contacts.eraseAddress, { body: { email } });
  expect(await recipients.findOne({ _id: id })).toMatchObject({ email: '', name: '' });
  expect(await db.collection('subscription_changes').countDocuments({ addressKey: key })).toBe(0);
  const addresses = db.collection<{ _id: string }>('mail_addresses');
  expect(await addresses.findOne({ _id: key })).toBeNull();
  const again = await api.call(ROUTES.contacts.create, { body: { lastName: 'Tilbake', email } });
  expect(await unsubscribed(again.id)).toEqual(['all']);
  const event = await db.collection('audit').findOne({ action: 'contact.erase-address' });
  expect(JSON.stringify(event)).not.toContain(email);
});
