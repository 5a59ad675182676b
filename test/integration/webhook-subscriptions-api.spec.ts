import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { ROUTES, WebhookEvent, type CreateWebhookSubscription } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import {
  signIn,
  startWebhookReceiver,
  testEnvironment,
  type ApiClient,
  type WebhookReceiver,
} from '../support';
import { problem, startApi } from './api.fixture';

/** What administrators do with webhook subscriptions and their log. */
const environment = testEnvironment('webhook_subscriptions_api');
const routes = ROUTES.webhookSubscriptions;
let app: NestFastifyApplication;
let url: string;
let api: ApiClient;
let receiver: WebhookReceiver;
let secret: { id: string; value: string };

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  ({ app, url } = await startApi(environment, {
    SEED_DEMO: 'true',
    OUTBOUND_ALLOW: `127.0.0.1:${receiver.port}`,
  }));
  api = await signIn(url);
  const issued = await api.call(ROUTES.webhookSecrets.create, { body: { kind: 'signing', name: 'CRM' } });
  secret = { id: issued.secret.id, value: issued.value ?? '' };
}, 120_000);
beforeEach(() => {
  receiver.calls.splice(0);
  receiver.answer((response) => response.end('{}'));
});
afterAll(async () => {
  await app?.close();
  await receiver?.stop();
  await environment.dispose();
});

const given = (more: Partial<CreateWebhookSubscription> = {}) => ({
  name: 'CRM',
  url: `${receiver.url}/events`,
  types: ['click.recorded' as const],
  secretId: secret.id,
  ...more,
});
const create = (more: Partial<CreateWebhookSubscription> = {}) =>
  api.call(routes.create, { body: given(more) });

describe('a subscription', () => {
  it('is created with people only, changed, paused and deleted', async () => {
    const created = await create();
    expect(created).toMatchObject({
      verdicts: ['human'],
      filter: null,
      secret: { id: secret.id, name: 'CRM' },
      state: 'active',
      gone: false,
      pending: 0,
      failed: 0,
    });
    const params = { id: created.id };
    const changed = await api.call(routes.update, {
      params,
      body: { types: ['consent.given', 'consent.given'], state: 'paused' },
    });
    expect(changed).toMatchObject({ types: ['consent.given'], state: 'paused', url: created.url });
    await api.call(routes.remove, { params });
    expect(await problem(api.send('GET', `/api/webhook-subscriptions/${created.id}`))).toMatchObject({
      status: 404,
      code: 'not-found',
    });
    expect((await api.call(routes.list)).map(({ id }) => id)).not.toContain(created.id);
  });

  it.each([
    ['no event', { types: [] }, 'types'],
    ['an event that does not exist', { types: ['click.lost'] }, 'types.0'],
    ['an address with a merge field', { url: 'https://example.com/{{contact.email}}' }, 'url'],
    ['an address with a password', { url: 'https://me:secret@example.com/' }, 'url'],
    ['a secret that does not exist', { secretId: newId() }, 'secretId'],
    ['a filter on what does not exist', { filter: { kind: 'link', id: newId() } }, 'filter'],
  ])('is refused with %s', async (_what, change, path) => {
    expect(
      await problem(api.send('POST', '/api/webhook-subscriptions', { ...given(), ...change })),
    ).toMatchObject({
      status: 400,
      code: 'validation.failed',
      issues: [{ path }],
    });
  });

  it('is refused if its filter can match none of its events', async () => {
    const link = await api.call(ROUTES.links.create, { body: { name: 'A', url: 'https://example.com' } });
    const body = { ...given(), types: ['consent.given'], filter: { kind: 'link', id: link.id } };
    expect(await problem(api.send('POST', '/api/webhook-subscriptions', body))).toMatchObject({
      issues: [{ code: 'filter.never-matches' }],
    });
    expect((await create({ filter: { kind: 'link', id: link.id } })).filter).toEqual({
      kind: 'link',
      target: expect.objectContaining({ id: link.id, name: 'A' }),
    });
  });

  it('is for administrators only, and for keys with that scope', async () => {
    const marketer = await signIn(url, { email: 'ingrid@example.no', password: 'linkflow' });
    expect(await problem(marketer.send('GET', '/api/webhook-subscriptions'))).toMatchObject({ status: 403 });
    const { token } = await api.call(ROUTES.apiKeys.create, {
      body: { name: 'Drift', scopes: ['webhooks:subscribe'] },
    });
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${url}/api/webhook-subscriptions`, { headers })).status).toBe(200);
  });
});

describe('a test event', () => {
  it('is signed, logged, and shown without the secret', async () => {
    const { id } = await create({ name: 'Prøve' });
    receiver.answer((response) => response.end('{"ok":true}'));
    const tried = await api.call(routes.test, { params: { id } });
    expect(tried).toMatchObject({
      type: 'webhook.test',
      state: 'delivered',
      answer: '{"ok":true}',
      attempts: [{ status: 200, problem: null }],
    });
    const [call] = receiver.calls;
    const verified = new Webhook(secret.value).verify(
      call?.body ?? '',
      call?.headers as Record<string, string>,
    );
    expect(WebhookEvent.parse(verified)).toMatchObject({
      type: 'webhook.test',
      data: { subscriptionId: id },
    });
    expect(call?.headers['webhook-id']).toBe(tried.id);
    expect(JSON.stringify(tried)).not.toContain(secret.value);
    expect(await api.call(routes.delivery, { params: { id, deliveryId: tried.id } })).toEqual(tried);
  });

  it('says why it was not taken', async () => {
    const { id } = await create({ url: 'http://10.0.0.1/' });
    expect(await api.call(routes.test, { params: { id } })).toMatchObject({
      state: 'failed',
      attempts: [{ status: null, problem: 'address' }],
    });
  });
});

describe('the log', () => {
  const HOUR_MS = 3_600_000;

  /** A subscription with failed and delivered events, one of each hour, the newest last. */
  async function filled(states: readonly ('failed' | 'delivered')[]) {
    const { id: subscriptionId } = await create();
    const now = Date.now();
    const rows = states.map((state, index) => {
      const at = new Date(now - (states.length - index) * HOUR_MS);
      const factId = Math.floor(at.getTime() / 1_000).toString(16) + newId().slice(8);
      return {
        _id: `${factId}-click-recorded-${subscriptionId}`,
        subscriptionId,
        type: 'click.recorded',
        factId,
        at,
        keptAt: at,
        state,
        tries: 3,
        replays: 0,
        attempts: [],
        contactId: null,
      };
    });
    const collection = app.get<Connection>(getConnectionToken()).collection('webhook_deliveries');
    await collection.insertMany(rows as never[]);
    return { id: subscriptionId, ids: rows.map(({ _id }) => _id), now };
  }

  it('is read page by page with a cursor, the newest first, also while events are added', async () => {
    const { id, ids } = await filled(['failed', 'delivered', 'failed', 'delivered', 'failed']);
    const read = (query: object) => api.call(routes.deliveries, { params: { id }, query });
    const first = await read({ limit: 2 });
    expect(first.items.map((one) => one.id)).toEqual([ids[4], ids[3]]);
    await api.call(routes.test, { params: { id } });
    const second = await read({ limit: 2, after: first.next });
    const third = await read({ limit: 2, after: second.next });
    expect([...second.items, ...third.items].map((one) => one.id)).toEqual([ids[2], ids[1], ids[0]]);
    expect(third.next).toBeNull();
    expect((await read({ state: 'delivered', type: 'click.recorded' })).items.map((one) => one.id)).toEqual([
      ids[3],
      ids[1],
    ]);
  });

  it('has one event, or all failed ones of a period, sent again', async () => {
    const { id, ids, now } = await filled(['failed', 'failed', 'delivered', 'failed']);
    const since = new Date(now - 3.5 * HOUR_MS).toISOString();
    expect(await api.call(routes.replayFailed, { params: { id }, body: { from: since } })).toEqual({
      count: 2,
    });
    const replayed = await api.call(routes.replay, { params: { id, deliveryId: ids[2] ?? '' } });
    expect(replayed).toMatchObject({ state: 'pending', tries: 0, replays: 1 });
    const { items } = await api.call(routes.deliveries, { params: { id }, query: {} });
    expect(items.map(({ state }) => state)).toEqual(['pending', 'pending', 'pending', 'failed']);
    expect(await api.call(routes.get, { params: { id } })).toMatchObject({ pending: 3, failed: 1 });
  });

  it('has no delivery of another subscription', async () => {
    const { ids } = await filled(['failed']);
    const { id } = await create();
    const path = `/api/webhook-subscriptions/${id}/deliveries/${ids[0]}`;
    expect(await problem(api.send('GET', path))).toMatchObject({ status: 404 });
    expect(await problem(api.send('POST', `${path}/replay`))).toMatchObject({ status: 404 });
  });
});
