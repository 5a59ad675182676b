import { expect, it } from 'vitest';
import { ROUTES, type Audience } from '@linkflow/contracts';
import { deliveryReport } from '../support/delivery-reports';
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

/** A draft shows who gets it: what people decide is in its numbers before it is sent. apps/click and apps/api change it, a real worker follows. */
let scene: SubscriptionScene;
subscriptionsForFile('recheck_of_drafts', (started) => (scene = started));

/** A draft to contacts. */
async function aDraft(typeId: string | null, contactIds: readonly string[]): Promise<string> {
  const body = { name: 'Neste', subject: 'Neste', typeId };
  const { id } = await scene.api.call(ROUTES.mailings.create, { body });
  await scene.api.call(ROUTES.recipients.add, { params: { id }, body: { contactIds: [...contactIds] } });
  return id;
}

const audienceOf = (id: string): Promise<Audience> => scene.api.call(ROUTES.audience.get, { params: { id } });

/** Waits until a draft says everywhere that this many get it, and who does not. */
const shows = (id: string, ready: number, blocked: Audience['totals']['blocked'] = {}) =>
  eventually(async () => {
    const { totals, preparing } = await audienceOf(id);
    expect({ totals, preparing }).toEqual({ totals: { ready, blocked }, preparing: false });
    const check = await scene.api.call(ROUTES.mailCheck.get, { params: { id } });
    expect(check.recipients).toEqual({ ready, blocked, preparing: false });
    expect((await scene.api.call(ROUTES.mailings.get, { params: { id } })).recipients).toBe(ready);
  });

it('is without those who unsubscribe from its type, and has them again when they undo it', async () => {
  const [kari, other] = [await scene.aRecipient(), await scene.aRecipient()];
  const draft = await aDraft(scene.newsletter, [kari.contactId, other.contactId]);
  const offers = await aDraft(scene.offers, [kari.contactId, other.contactId]);
  await shows(draft, 2);
  const asked = await page(`${kari.url}/unsubscribe`);
  const done = await page(`${kari.url}/unsubscribe`, formOf(asked.html, 'Ja, meld meg av'));
  await shows(draft, 1, { 'unsubscribed.type': 1 });
  await shows(offers, 2);
  const { items } = await scene.api.call(ROUTES.recipients.list, {
    params: { id: draft },
    query: { state: 'blocked' },
  });
  expect(items).toMatchObject([{ email: kari.email, blocked: 'unsubscribed.type' }]);
  await page(`${kari.url}/unsubscribe`, formOf(done.html, 'Angre'));
  await shows(draft, 2);
  await scene.api.call(ROUTES.subscriptions.change, {
    params: { id: kari.contactId },
    body: { typeId: null, unsubscribed: true, reason: 'Ringte' },
  });
  await shows(draft, 1, { 'unsubscribed.all': 1 });
  await shows(offers, 1, { 'unsubscribed.all': 1 });
});

it('is without those whose address does not work, until a colleague has checked it, and those who complain', async () => {
  const kari = await scene.aRecipient();
  const draft = await aDraft(null, [kari.contactId]);
  await shows(draft, 1);
  await scene.deliver(bounceAddress(kari.id), deliveryReport({ status: '5.1.1', address: kari.email }));
  await shows(draft, 0, { bounced: 1 });
  const cleared = { params: { id: kari.contactId }, body: { reason: 'Ringte' } };
  await scene.api.call(ROUTES.subscriptions.clearBounce, cleared);
  await shows(draft, 1);
  await scene.deliver(bounceAddress(kari.id), complaint());
  await shows(draft, 0, { complained: 1 });
});

it('is without an address of no contact that unsubscribes, also for a contact who gets it', async () => {
  const kari = await scene.aRecipient();
  const { contactId, email, id } = kari;
  const [draft, another] = [await aDraft(null, [contactId]), await aDraft(null, [contactId])];
  await shows(draft, 1);
  const recipients = scene.db.collection<{ _id: string }>('recipients');
  // As recipients of a file whose address no contact had.
  await recipients.updateOne({ _id: id }, { $set: { contactId: null } });
  await recipients.updateMany({ mailingId: draft }, { $set: { contactId: null } });
  const url = `${scene.apps.clickUrl}/s/${tokens.sign('subscriptions', kari.mailingId, id)}`;
  await page(`${url}/unsubscribe`, 'do=unsubscribe-all');
  await shows(draft, 0, { 'unsubscribed.all': 1 });
  await shows(another, 0, { 'unsubscribed.all': 1 });
  expect(await scene.db.collection('mail_addresses').findOne({ _id: email as never })).not.toHaveProperty(
    'recheck',
  );
});

it('follows its type, and whether the type asks for consent', async () => {
  const [kari, ola] = [await scene.needingConsent(), await scene.aRecipient()];
  const { typeId } = kari;
  const draft = await aDraft(null, [kari.contactId, ola.contactId]);
  await scene.api.call(ROUTES.subscriptions.giveConsent, {
    params: { id: kari.contactId },
    body: { typeId, text: 'Krysset av på messen', source: 'colleague' },
  });
  const { revision } = await scene.api.call(ROUTES.mailings.get, { params: { id: draft } });
  await scene.api.call(ROUTES.mailings.update, { params: { id: draft }, body: { revision, typeId } });
  await shows(draft, 1, { 'no-consent': 1 });
  const update = (requiresConsent: boolean) =>
    scene.api.call(ROUTES.subscriptionTypes.update, { params: { id: typeId }, body: { requiresConsent } });
  await update(false);
  await shows(draft, 2);
  await update(true);
  await shows(draft, 1, { 'no-consent': 1 });
});

it('is right again when it comes out of the trash', async () => {
  const kari = await scene.aRecipient();
  const draft = await aDraft(null, [kari.contactId]);
  await shows(draft, 1);
  await scene.api.call(ROUTES.mailings.remove, { params: { id: draft } });
  await page(`${kari.url}/unsubscribe`, 'do=unsubscribe-all');
  const addresses = scene.db.collection('mail_addresses');
  await eventually(async () =>
    expect(await addresses.countDocuments({ recheck: { $exists: true } })).toBe(0),
  );
  await scene.api.call(ROUTES.mailings.restore, { params: { id: draft } });
  await shows(draft, 0, { 'unsubscribed.all': 1 });
});
