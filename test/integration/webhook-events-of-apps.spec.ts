import { afterAll, beforeAll, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { ROUTES, WebhookEvent, type FormDetail, type WebhookEventType } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import {
  signIn,
  startApps,
  startWebhookReceiver,
  testEnvironment,
  until,
  type ApiClient,
  type RunningApps,
  type WebhookReceiver,
} from '../support';
import { aForm, openForm, submitForm } from '../support/a-form';

/** Events from the real apps: the worker stores submissions, the api changes subscriptions. */
const environment = testEnvironment('webhook_events_apps');
let apps: RunningApps;
let api: ApiClient;
let receiver: WebhookReceiver;
let secret: { id: string; value: string };
let forms: FormDetail[];

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  apps = await startApps({
    environment,
    seedDemo: true,
    env: { FORM_MIN_SECONDS: '0', OUTBOUND_ALLOW: '127.0.0.1/32' },
  });
  api = await signIn(apps.apiUrl);
  const issued = await api.call(ROUTES.webhookSecrets.create, { body: { kind: 'signing', name: 'CRM' } });
  secret = { id: issued.secret.id, value: issued.value ?? '' };
  forms = [];
  for (const name of ['Ett', 'Et annet']) forms.push(await aForm(api, { name, template: 'person' }));
}, 180_000);
afterAll(async () => {
  await apps?.stop();
  await receiver?.stop();
  await environment.dispose();
});

/** Subscribes a path of the receiver, and waits until all processes must know of it. */
async function subscribe(path: string, types: WebhookEventType[], formId?: string): Promise<string> {
  const { id } = await api.call(ROUTES.webhookSubscriptions.create, {
    body: {
      name: path,
      url: `${receiver.url}/${path}`,
      types,
      secretId: secret.id,
      filter: formId === undefined ? null : { kind: 'form', id: formId },
    },
  });
  return id;
}

const eventsAt = (path: string): WebhookEvent[] =>
  receiver.calls
    .filter((call) => call.path === `/${path}`)
    .map(({ body, headers }) =>
      WebhookEvent.parse(new Webhook(secret.value).verify(body, headers as Record<string, string>)),
    );

async function send(form: FormDetail | undefined, email: string): Promise<void> {
  const page = await openForm(form?.url ?? '');
  const answers = { firstName: 'Åse', lastName: 'Vik', email, phone: '', message: 'Hei' };
  expect((await submitForm(page, answers)).status).toBe(200);
}

it('a submission is told when it is stored, and when its contact is known, to those who want that form', async () => {
  const [form, other] = forms;
  const both = ['submission.received', 'submission.processed'] as const;
  await subscribe('one-form', [...both], form?.id);
  await subscribe('processed', ['submission.processed']);
  const isFrom = (email: string) => (event: WebhookEvent) => JSON.stringify(event).includes(email);
  // Processes learn of a subscription within two seconds, so the first submissions may be too early.
  const email = await until(
    async () => {
      const address = `svarer.${newId()}@example.no`;
      await send(form, address);
      return until(() => eventsAt('one-form').filter(isFrom(address)).length === 2 && address, {
        deadlineMs: 20_000,
      }).catch(() => undefined);
    },
    { deadlineMs: 90_000, what: 'the events of a submission' },
  );
  const [received, processed] = both.map((type) =>
    eventsAt('one-form').find((event) => event.type === type && isFrom(email)(event)),
  );
  expect(received?.data).toMatchObject({
    form: { id: form?.id, name: 'Ett' },
    values: { firstName: 'Åse', email },
    link: null,
    mailing: null,
  });
  expect(received?.data).not.toHaveProperty('contactId');
  const { items } = await api.call(ROUTES.contacts.list, { query: { q: email } });
  expect(processed?.data).toMatchObject({ contactId: items[0]?.id, confirmedAt: null });

  const elsewhere = `svarer.${newId()}@example.no`;
  await send(other, elsewhere);
  await until(() => eventsAt('processed').some(isFrom(elsewhere)), { deadlineMs: 30_000 });
  expect(eventsAt('one-form').some(isFrom(elsewhere))).toBe(false);
}, 180_000);

it('a change of subscriptions by a colleague is told with the address', async () => {
  await subscribe('subscriptions', ['subscription.unsubscribed', 'subscription.resubscribed']);
  const email = `melder.${newId()}@example.no`;
  const contact = await api.call(ROUTES.contacts.create, {
    body: { firstName: 'Mona', lastName: 'Lid', email },
  });
  let unsubscribed = false;
  const event = await until(
    async () => {
      unsubscribed = !unsubscribed;
      await api.call(ROUTES.subscriptions.change, {
        params: { id: contact.id },
        body: { typeId: null, unsubscribed, reason: 'Ba om det' },
      });
      return until(() => eventsAt('subscriptions')[0], { deadlineMs: 5_000 }).catch(() => undefined);
    },
    { deadlineMs: 60_000, what: 'the event of a change' },
  );
  expect(event.data).toMatchObject({
    address: email,
    contactId: contact.id,
    subscriptionTypeId: null,
    source: 'colleague',
    mailing: null,
  });
}, 120_000);
