import { expect, it } from 'vitest';
import { ROUTES } from '@linkflow/contracts';
import { addressKey } from '@linkflow/crm-port';
import { newId } from '@linkflow/platform';
import { until } from '../support';
import {
  bounceAddress,
  complaint,
  eventually,
  formOf,
  page,
  subscriptionsForFile,
  tokens,
  type SubscriptionScene,
} from './subscriptions.fixture';

/** Recipients unsubscribe on the pages of apps/click, and colleagues change subscriptions in the api. */
let scene: SubscriptionScene;
subscriptionsForFile('subscriptions', (started) => (scene = started));

it('changes nothing by GET, unsubscribes by the pressed button, and undoes that on the next page', async () => {
  const { url, contactId } = await scene.aRecipient();
  const asked = await page(`${url}/unsubscribe`);
  expect(asked.status).toBe(200);
  expect(asked.html).toContain('Vil du melde deg av «Nyhetsbrev»?');
  expect(asked.html).toContain('ka•••@example.no');
  expect(asked.html).toContain('Soltun &lt;Energi&gt;');
  expect(asked.html).not.toMatch(/<script|kari\.\d/);
  expect(asked.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await scene.unsubscribed(contactId)).toEqual([]);
  const done = await page(`${url}/unsubscribe`, formOf(asked.html, 'Ja, meld meg av'));
  expect(done.html).toContain('Du er meldt av «Nyhetsbrev»');
  expect(await scene.unsubscribed(contactId)).toEqual([scene.newsletter]);
  await eventually(async () =>
    expect(await scene.historyOf(contactId)).toContainEqual(['type-unsubscribed', 'Nyhetsbrev']),
  );
  const undone = await page(`${url}/unsubscribe`, formOf(done.html, 'Angre'));
  expect(undone.html).toContain('Alt er som det var før.');
  expect(await scene.unsubscribed(contactId)).toEqual([]);
  await eventually(async () =>
    expect(await scene.historyOf(contactId)).toContainEqual(['type-resubscribed', 'Nyhetsbrev']),
  );
});

it('unsubscribes by the one-click request of a mail program, once, and offers to undo it later', async () => {
  const { url, contactId } = await scene.aRecipient();
  for (let times = 0; times < 2; times += 1)
    expect((await page(`${url}/unsubscribe`, 'List-Unsubscribe=One-Click')).status).toBe(200);
  const view = await scene.viewOf(contactId);
  expect(view.types.find(({ type }) => type.id === scene.newsletter)?.state).toMatchObject({
    unsubscribed: true,
    source: 'one-click',
  });
  expect(await scene.db.collection('subscription_changes').countDocuments({ contactId })).toBe(1);
  const later = await page(`${url}/unsubscribe`);
  await page(`${url}/unsubscribe`, formOf(later.html, 'Angre'));
  expect(await scene.unsubscribed(contactId)).toEqual([]);
});

it('shows the pages in the language that the address names, else in that of the card, else in that of the browser', async () => {
  const { url } = await scene.aRecipient({ language: 'en' });
  const languageOf = async (address: string, browser: string) =>
    /<html lang="(\w+)"/.exec((await page(address, undefined, browser)).html)?.[1];
  expect(await languageOf(url, 'nb')).toBe('en');
  expect(await languageOf(`${url}/unsubscribe`, 'nb')).toBe('en');
  expect(await languageOf(`${url}?lang=nb`, 'en')).toBe('nb');
  const done = await page(`${url}/unsubscribe`, 'do=unsubscribe', 'nb');
  expect(done.html).toContain('<html lang="en"');
  const unknown = await scene.aRecipient();
  expect(await languageOf(unknown.url, 'nb')).toBe('nb');
  expect(await languageOf(unknown.url, 'en')).toBe('en');
});

it('opens the page of the recipient by the links of the start set, also for a machine', async () => {
  const { id, mailingId, contactId, url } = await scene.aRecipient();
  const linkOf = async (name: string) => {
    const { items } = await scene.api.call(ROUTES.links.list, { query: { q: name } });
    return items[0]?.id ?? '';
  };
  const click = (linkId: string, recipientId: string) =>
    fetch(`${scene.apps.clickUrl}/c/${tokens.sign('click', linkId, recipientId)}`, {
      redirect: 'manual',
      headers: { 'user-agent': 'HeadlessChrome/140.0' },
    });
  const leave = await linkOf('Meld meg av nyhetsbrevet');
  const opened = await click(leave, id);
  expect(opened.status).toBe(302);
  const target = new URL(opened.headers.get('location') ?? '', scene.apps.clickUrl).href;
  expect(target).toBe(`${url}/unsubscribe`);
  const asked = await page(target);
  await page(target, formOf(asked.html, 'Ja, meld meg av'));
  expect(await scene.unsubscribed(contactId)).toEqual([scene.newsletter]);
  const choose = await click(await linkOf('Velg hva du får fra oss'), id);
  expect(choose.headers.get('location')).toBe(new URL(url).pathname);
  const unknown = await click(leave, newId());
  expect([unknown.status, unknown.headers.get('location')]).toEqual([404, null]);
  // Such a link is the one that the check of a mailing asks for.
  const { id: checkedId } = await scene.api.call(ROUTES.mailings.create, {
    body: {
      name: 'Brev uten bunntekst',
      subject: 'Hei',
      html: `<p>Hei</p><a href="{{link:${leave}}}">Meld meg av</a>`,
    },
  });
  const check = await scene.api.call(ROUTES.mailCheck.get, { params: { id: checkedId } });
  expect(check.findings.map(({ code }) => code)).not.toContain('unsubscribe.missing');
  expect(check.links).toMatchObject([{ answer: 'unsubscribe' }]);
  const { trackedLinks } = await scene.api.call(ROUTES.mailings.get, { params: { id: checkedId } });
  expect(trackedLinks).toMatchObject([{ answer: 'unsubscribe' }]);
  const found = await scene.api.call(ROUTES.catalogue.lookup, {
    params: { kind: 'link' },
    query: { q: 'Meld meg av' },
  });
  expect(found).toMatchObject([{ id: leave, answer: 'unsubscribe' }]);
  const params = { params: { id: checkedId } };
  await scene.api.call(ROUTES.sending.test, { ...params, body: { addresses: ['meg@example.no'] } });
  const sent = await until(
    async () => (await scene.api.call(ROUTES.outbox.list, { query: { mailingId: checkedId } })).items[0],
  );
  const { headers } = await scene.api.call(ROUTES.outbox.get, { params: { id: sent.id } });
  expect(headers.map(({ name }) => name.toLowerCase())).toContain('list-unsubscribe');
  expect(await scene.db.collection('clicks').countDocuments({ recipientId: id, mailingId })).toBe(2);
});

it('lists who unsubscribed by a mailing, how and when, without those who have undone it', async () => {
  const [left, complained, undone] = [
    await scene.aRecipient(),
    await scene.aRecipient(),
    await scene.aRecipient(),
  ];
  // All got the same mailing.
  const { mailingId } = left;
  for (const { id } of [complained, undone])
    await scene.db.collection<{ _id: string }>('recipients').updateOne({ _id: id }, { $set: { mailingId } });
  const urlOf = ({ id }: { id: string }) =>
    `${scene.apps.clickUrl}/s/${tokens.sign('subscriptions', mailingId, id)}/unsubscribe`;
  const since = Date.now();
  await page(urlOf(left), 'List-Unsubscribe=One-Click');
  await page(urlOf(undone), 'List-Unsubscribe=One-Click');
  await page(urlOf(undone), formOf((await page(urlOf(undone))).html, 'Angre'));
  await scene.deliver(bounceAddress(complained.id), complaint());
  const params = { id: mailingId };
  const { items, total } = await scene.api.call(ROUTES.sending.unsubscribed, { params });
  expect(total).toBe(2);
  expect(items).toMatchObject([
    { email: complained.email, from: 'complaint', source: 'complaint', contactId: complained.contactId },
    { email: left.email, from: 'type', source: 'one-click', name: 'Kari Nordmann' },
  ]);
  const without = await scene.api.call(ROUTES.sending.unsubscribed, {
    params,
    query: { complaints: 'false' },
  });
  expect(without).toMatchObject({ total: 1, items: [{ email: left.email }] });
  for (const { at } of items) expect(Date.parse(at)).toBeGreaterThanOrEqual(since);
  expect((await scene.api.call(ROUTES.sending.get, { params })).unsubscribed).toBe(2);
});

it('stores the chosen boxes, unsubscribes from everything, and subscribes again by choosing a box', async () => {
  const { url, contactId } = await scene.aRecipient();
  const shown = (await page(url)).html;
  await page(url, formOf(shown, 'Lagre valgene').replace(`&type=${scene.offers}`, ''));
  expect(await scene.unsubscribed(contactId)).toEqual([scene.offers]);
  await page(url, formOf((await page(url)).html, 'Meld meg av alt'));
  expect(await scene.unsubscribed(contactId)).toEqual(['all', scene.offers]);
  await page(url, `do=save&shown=${scene.newsletter}&shown=${scene.offers}&type=${scene.offers}`);
  expect(await scene.unsubscribed(contactId)).toEqual([scene.newsletter]);
});

it('unsubscribes from everything by the link of a mailing without a type, for all addresses of the contact', async () => {
  const { url, contactId, email } = await scene.aRecipient({ typeId: null });
  expect((await page(`${url}/unsubscribe?lang=en`)).html).toContain('Unsubscribe from our mailings?');
  await page(`${url}/unsubscribe`, 'do=unsubscribe');
  await scene.api.call(ROUTES.contacts.update, {
    params: { id: contactId },
    body: { email: `ny.${email}` },
  });
  expect(await scene.unsubscribed(contactId)).toEqual(['all']);
});

it('changes nothing for a test message, and shows a neutral page for unknown and erased recipients', async () => {
  const { url, contactId } = await scene.aRecipient({ test: true });
  expect((await page(`${url}/unsubscribe`, 'do=unsubscribe')).html).toContain('Dette var en test');
  expect(await scene.unsubscribed(contactId)).toEqual([]);
  expect(
    (await page(`${scene.apps.clickUrl}/s/${tokens.sign('subscriptions', newId(), newId())}`)).status,
  ).toBe(404);
  expect((await page(`${scene.apps.clickUrl}/s/${tokens.sign('click', newId(), newId())}`)).status).toBe(404);
  const erased = await scene.aRecipient();
  await scene.db
    .collection<{ _id: string }>('recipients')
    .updateOne({ _id: erased.id }, { $set: { erasedAt: new Date(), email: '' } });
  expect((await page(`${erased.url}/unsubscribe`, 'do=unsubscribe')).status).toBe(404);
});

it('refuses a large body', async () => {
  const { url, contactId } = await scene.aRecipient();
  expect((await page(`${url}/unsubscribe`, `do=unsubscribe&x=${'x'.repeat(5_000)}`)).status).toBe(413);
  expect(await scene.unsubscribed(contactId)).toEqual([]);
});

it('lets a colleague change a subscription with a reason', async () => {
  const { contactId } = await scene.aRecipient();
  await scene.api.call(ROUTES.subscriptions.change, {
    params: { id: contactId },
    body: {
      typeId: scene.offers,
      unsubscribed: true,
      reason: 'Ba om det på telefon',
    },
  });
  expect(await scene.unsubscribed(contactId)).toEqual([scene.offers]);
  await eventually(async () =>
    expect(await scene.historyOf(contactId)).toContainEqual(['type-unsubscribed', 'Tilbud']),
  );
});

it('keeps an erased person’s address suppressed without keeping the address', async () => {
  const { url, contactId, email } = await scene.aRecipient({ typeId: null });
  await page(`${url}/unsubscribe`, 'do=unsubscribe');
  await scene.api.call(ROUTES.contacts.remove, { params: { id: contactId } });
  await eventually(async () =>
    expect(
      await scene.db.collection<{ _id: string }>('mail_addresses').findOne({ _id: addressKey(email) }),
    ).toBeNull(),
  );
  const again = await scene.api.call(ROUTES.contacts.create, { body: { lastName: 'Tilbake', email } });
  expect(await scene.unsubscribed(again.id)).toEqual(['all']);
  expect(await scene.db.collection('subscription_changes').countDocuments({ contactId })).toBe(0);
});

it('takes a ticked box as consent, with the words of the page, and withdraws it when the person unsubscribes', async () => {
  const { url, contactId, typeId, consentOf } = await scene.needingConsent();
  const asked = (await page(url)).html;
  expect(asked).toContain(`value="${typeId}">`);
  await page(url, formOf(asked, 'Lagre valgene'));
  expect(await consentOf()).toBeNull();
  const done = await page(url, `${formOf(asked, 'Lagre valgene')}&type=${typeId}`);
  expect(await consentOf()).toMatchObject({ source: 'page', text: expect.stringMatching(/^Råd/), by: null });
  // A box that was ticked when the page opened is no consent to its type.
  expect((await scene.viewOf(contactId)).types.filter(({ consent }) => consent).length).toBe(1);
  await page(`${url}/unsubscribe`, formOf(done.html, 'Angre'));
  expect(await consentOf()).toBeNull();
  await page(url, `${formOf(asked, 'Lagre valgene')}&type=${typeId}`);
  await page(`${url}/unsubscribe`, 'List-Unsubscribe=One-Click');
  expect(await consentOf()).toBeNull();
  expect(await scene.unsubscribed(contactId)).toEqual([typeId]);
  await eventually(async () => {
    const kinds = (await scene.historyOf(contactId)).map(([kind]) => kind);
    expect(kinds.filter((kind) => kind === 'consent-given')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'consent-withdrawn')).toHaveLength(2);
  });
});

it('lets a colleague record and withdraw a consent, and blocks recipients without it', async () => {
  const { contactId, typeId, email, consentOf } = await scene.needingConsent();
  const blocked = async () => {
    const { id } = await scene.api.call(ROUTES.mailings.create, {
      body: { name: 'Råd', subject: 'Råd', typeId },
    });
    await scene.api.call(ROUTES.recipients.add, { params: { id }, body: { contactIds: [contactId] } });
    const listed = () => scene.api.call(ROUTES.recipients.list, { params: { id } });
    await until(async () => (await listed()).items.length > 0);
    return (await listed()).items[0]?.blocked;
  };
  expect(await blocked()).toBe('no-consent');
  const give = (more: object) =>
    scene.api.call(ROUTES.subscriptions.giveConsent, {
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
  await scene.api.call(ROUTES.subscriptions.withdrawConsent, {
    params: { id: contactId },
    body: { typeId, reason: 'Ringte' },
  });
  expect(await consentOf()).toBeNull();
  await scene.api.call(ROUTES.subscriptions.change, {
    params: { id: contactId },
    body: { typeId: null, unsubscribed: true, reason: 'Ringte' },
  });
  await expect(give({})).rejects.toThrow();
  expect(
    await scene.db.collection('subscription_changes').countDocuments({ addressKey: addressKey(email) }),
  ).toBe(3);
});

it('erases an address that belongs to no contact, and keeps it suppressed', async () => {
  const { id, url, email } = await scene.aRecipient({ typeId: null });
  const key = addressKey(email);
  await expect(scene.api.call(ROUTES.contacts.eraseAddress, { body: { email } })).rejects.toThrow();
  const recipients = scene.db.collection<{ _id: string }>('recipients');
  await scene.db.collection('contacts').deleteOne({ email });
  await recipients.updateOne({ _id: id }, { $set: { contactId: null } });
  await page(`${url}/unsubscribe`, 'do=unsubscribe');
  await scene.api.call(ROUTES.contacts.eraseAddress, { body: { email } });
  expect(await recipients.findOne({ _id: id })).toMatchObject({ email: '', name: '' });
  expect(await scene.db.collection('subscription_changes').countDocuments({ addressKey: key })).toBe(0);
  const addresses = scene.db.collection<{ _id: string }>('mail_addresses');
  expect(await addresses.findOne({ _id: key })).toBeNull();
  const again = await scene.api.call(ROUTES.contacts.create, { body: { lastName: 'Tilbake', email } });
  expect(await scene.unsubscribed(again.id)).toEqual(['all']);
  const event = await scene.db.collection('audit').findOne({ action: 'contact.erase-address' });
  expect(JSON.stringify(event)).not.toContain(email);
});
