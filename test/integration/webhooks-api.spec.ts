import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { ROUTES, type LinkDetail, type TryWebhook } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import {
  Demo,
  signIn,
  startWebhookReceiver,
  testEnvironment,
  type ApiClient,
  type WebhookReceiver,
} from '../support';
import { problem, startApi } from './api.fixture';
import { placed } from './links.fixture';

const environment = testEnvironment('webhooks_api');
let app: NestFastifyApplication;
let url: string;
let api: ApiClient;
let receiver: WebhookReceiver;
let link: LinkDetail;
let contactId: string;

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  ({ app, url } = await startApi(environment, {
    SEED_DEMO: 'true',
    OUTBOUND_ALLOW: `127.0.0.1:${receiver.port}`,
  }));
  api = await signIn(url);
  contactId = (await new Demo(api).recipientFrom((card) => card.country === 'NO')).card.id;
  link = await api.call(ROUTES.links.create, { body: { name: 'Tried', url: 'https://example.com' } });
}, 120_000);
beforeEach(() => void receiver.calls.splice(0));
afterAll(async () => {
  await app?.close();
  await receiver?.stop();
  await environment.dispose();
});

const refused = async (answer: Parameters<typeof problem>[0], status: number, code: string): Promise<void> =>
  void expect(await problem(answer)).toMatchObject({ status, code });

const HEADER = { kind: 'header', header: 'X-Api-Key', value: 'very-secret-value' } as const;

describe('secrets of webhooks', () => {
  it('are shown once, when they are created or rotated, and are encrypted in the database', async () => {
    const { secret, value } = await api.call(ROUTES.webhookSecrets.create, {
      body: { kind: 'signing', name: 'Signering' },
    });
    expect(value).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(secret).toMatchObject({
      name: 'Signering',
      kind: 'signing',
      rotatedAt: null,
      previousUntil: null,
    });
    const header = await api.call(ROUTES.webhookSecrets.create, { body: { ...HEADER, name: 'Nøkkel' } });
    expect(header).toMatchObject({ value: null, secret: { header: 'X-Api-Key' } });

    const rotated = await api.call(ROUTES.webhookSecrets.rotate, { params: { id: secret.id }, body: {} });
    expect(rotated.value).not.toBe(value);
    expect(rotated.secret.previousUntil).not.toBeNull();

    const connection = app.get<Connection>(getConnectionToken());
    const stored = await Promise.all(
      ['webhook_secrets', 'audit'].map((name) => connection.collection(name).find().toArray()),
    );
    const shown = await Promise.all([
      api.call(ROUTES.webhookSecrets.list),
      api.call(ROUTES.catalogue.lookup, { params: { kind: 'webhook-secret' }, query: {} }),
      api.call(ROUTES.ops.audit, { query: {} }),
    ]);
    const everything = JSON.stringify([stored, shown]);
    expect(everything).toContain(secret.id);
    for (const hidden of [value, rotated.value, HEADER.value]) expect(everything).not.toContain(hidden);
  });

  it('are found by name and kind, also when they were deleted', async () => {
    const { secret } = await api.call(ROUTES.webhookSecrets.create, { body: { ...HEADER, name: 'Gammel' } });
    const find = (query: object) =>
      api.call(ROUTES.catalogue.lookup, { params: { kind: 'webhook-secret' }, query });
    expect(await find({ q: 'gam', type: 'header' })).toEqual([
      { id: secret.id, label: 'Gammel', type: 'header', detail: 'X-Api-Key' },
    ]);
    expect(await find({ q: 'gam', type: 'signing' })).toEqual([]);
    await api.call(ROUTES.webhookSecrets.remove, { params: { id: secret.id } });
    expect(await find({ q: 'gam' })).toEqual([]);
    expect(await find({ ids: secret.id })).toMatchObject([{ label: 'Gammel', missing: true }]);
    await refused(api.send('POST', `/api/webhook-secrets/${secret.id}/rotate`, {}), 404, 'not-found');
  });

  it.each([
    ['a name that is taken', { kind: 'signing', name: 'signering' }, 409, 'name.taken'],
    ['no header', { kind: 'header', name: 'A', value: 'x' }, 400, 'validation.failed'],
    ['a header of the system', { ...HEADER, name: 'B', header: 'Host' }, 400, 'validation.failed'],
    ['a header of the signature', { ...HEADER, name: 'C', header: 'webhook-id' }, 400, 'validation.failed'],
    ['a value with a line break', { ...HEADER, name: 'D', value: 'a\r\nx: y' }, 400, 'validation.failed'],
    ['a value that no header can have', { ...HEADER, name: 'E', value: 'Ω' }, 400, 'validation.failed'],
  ])('are refused with %s', async (_what, body, status, code) => {
    await refused(api.send('POST', '/api/webhook-secrets', body), status, code);
  });

  it('need a new value when a header is rotated', async () => {
    const [item] = await api.call(ROUTES.catalogue.lookup, {
      params: { kind: 'webhook-secret' },
      query: { q: 'nøkkel' },
    });
    await refused(api.send('POST', `/api/webhook-secrets/${item?.id}/rotate`, {}), 400, 'validation.failed');
  });

  it('are changed by marketers, and read by everybody', async () => {
    const viewer = await signIn(url, { email: 'sara@example.no', password: 'linkflow' });
    await refused(
      viewer.send('POST', '/api/webhook-secrets', { kind: 'signing', name: 'V' }),
      403,
      'access.denied',
    );
    expect(await viewer.call(ROUTES.webhookSecrets.list)).not.toHaveLength(0);
  });
});

describe('a test call', () => {
  const trial = (params: Record<string, unknown>, more: Partial<TryWebhook> = {}) =>
    api.call(ROUTES.webhooks.try, { body: { linkId: link.id, contactId, params, ...more } });

  it('shows what was sent, without secrets, and what came back, with the chosen values', async () => {
    const { secret: signing, value } = await api.call(ROUTES.webhookSecrets.create, {
      body: { kind: 'signing', name: 'Prøve' },
    });
    const { secret: header } = await api.call(ROUTES.webhookSecrets.create, {
      body: { ...HEADER, name: 'Prøvenøkkel' },
    });
    receiver.answer((response) =>
      response.setHeader('content-type', 'application/json').end('{"lead":{"score":7}}'),
    );
    const result = await trial({
      url: `${receiver.url}/in`,
      body: '{"hits":{{link.hits}},"country":"{{contact.country}}"}',
      headers: [{ name: 'X-Source', value: 'Linkflow' }],
      signingSecretId: signing.id,
      headerSecretId: header.id,
      answer: [{ name: 'score', path: 'lead.score', type: 'number' }],
    });
    expect(result).toMatchObject({
      request: {
        method: 'POST',
        url: `${receiver.url}/in`,
        headers: expect.arrayContaining([
          { name: 'x-source', value: 'Linkflow' },
          { name: 'x-api-key', value: '••••••' },
          { name: 'webhook-signature', value: '••••••' },
        ]),
        body: '{"hits":1,"country":"NO"}',
      },
      answer: { status: 200, body: '{"lead":{"score":7}}', isCut: false },
      values: { score: 7 },
      problem: null,
    });
    const [call] = receiver.calls;
    expect(call?.headers['x-api-key']).toBe(HEADER.value);
    expect(
      new Webhook(value ?? '').verify(call?.body ?? '', call?.headers as Record<string, string>),
    ).toEqual({
      hits: 1,
      country: 'NO',
    });
    expect(JSON.stringify(result)).not.toContain(HEADER.value);
    const {
      items: [event],
    } = await api.call(ROUTES.ops.audit, { query: { action: 'webhook.try' } });
    expect(event).toMatchObject({
      target: { kind: 'link', id: link.id },
      details: { server: `127.0.0.1:${receiver.port}`, status: 200 },
    });
  });

  it.each([
    [
      'a server that fails',
      () => receiver.answer((response) => response.writeHead(500).end('oops')),
      'webhook.temporary',
    ],
    [
      'an answer without JSON',
      () => receiver.answer((response) => response.end('<p>')),
      'webhook.answer-not-json',
    ],
  ])('says why the step would fail: %s', async (_what, prepare, code) => {
    prepare();
    const params = { url: receiver.url, answer: [{ name: 'score', path: 'score', type: 'number' }] };
    expect(await trial(params)).toMatchObject({ values: {}, problem: { code } });
  });

  it('does not reach private addresses', async () => {
    const result = await trial({ url: 'http://169.254.169.254/latest/meta-data/' });
    expect(result).toMatchObject({ answer: null, problem: { code: 'webhook.address' } });
  });

  it('is refused before it is sent if the step is not complete, or for somebody who does not exist', async () => {
    const body = { linkId: link.id, contactId, params: { url: '' } };
    const send = (change: object) => api.send('POST', '/api/webhooks/try', { ...body, ...change });
    expect(await problem(send({}))).toMatchObject({
      status: 400,
      code: 'validation.failed',
      issues: [{ path: 'params.url' }],
    });
    await refused(send({ params: { url: receiver.url, body: '{' } }), 400, 'validation.failed');
    await refused(send({ params: { url: receiver.url }, contactId: newId() }), 404, 'not-found');
    await refused(send({ params: { url: receiver.url }, linkId: newId() }), 404, 'not-found');
    expect(receiver.calls).toEqual([]);
  });
});

it('a workflow with a webhook that is not right is not published, and says where', async () => {
  const { secret } = await api.call(ROUTES.webhookSecrets.create, {
    body: { kind: 'signing', name: 'Feil type' },
  });
  const params = {
    url: 'https://user:pw@example.com/',
    body: '{"a":',
    headers: [
      { name: 'X-A', value: '1' },
      { name: 'Authorization', value: 'Bearer x' },
    ],
    // A secret to sign with is no header.
    headerSecretId: secret.id,
    signingSecretId: newId(),
    answer: [
      { name: 'score', path: 'a', type: 'number' },
      { name: 'score', path: 'b', type: 'text' },
    ],
  };
  const draft = await api.call(ROUTES.workflows.editDraft, {
    params: { id: link.id },
    body: { revision: 0, edits: placed('hook', 'call-webhook', params, { node: 'click', port: 'then' }) },
  });
  const errors = draft.problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, path }) => [code, path]);
  expect(errors.toSorted(([a = ''], [b = '']) => a.localeCompare(b))).toEqual([
    ['answer.duplicate', 'answer.1.name'],
    ['header.secret', 'headers.1.name'],
    ['json.invalid', 'body'],
    ['params.invalid', 'headerSecretId'],
    ['target.missing', 'signingSecretId'],
    ['url.user-info', 'url'],
  ]);
  await refused(
    api.send('POST', `/api/links/${link.id}/publish`, { revision: draft.revision, note: '' }),
    422,
    'workflow.invalid',
  );
});
