import { describe, expect, it } from 'vitest';
import type { WebhookCall, WebhookOutcome } from '@linkflow/webhooks';
import { outputsOf } from '@linkflow/workflow';
import { RecordingCrm } from '@linkflow/crm-port/testing';
import { callWebhook } from './call-webhook.action';
import { descriptorOf } from './registry';
import { aContext } from './testing/fakes';
import { answerValues, valueAt } from './webhook-answer';

const ANSWERED = {
  kind: 'answered',
  status: 200,
  headers: {},
  body: '{}',
  bodyState: 'whole',
  retryAfter: null,
  pause: null,
} as const satisfies WebhookOutcome;

const PARAMS = { url: 'https://crm.example.com/', method: 'POST', body: '{}', answer: [] };

/** Runs the action against a webhook with this outcome. */
async function run(
  outcome: Partial<WebhookOutcome> | WebhookOutcome,
  params: Record<string, unknown> = {},
  facts: Record<string, unknown> = {},
) {
  const calls: WebhookCall[] = [];
  const webhooks = {
    call: async (call: WebhookCall) => {
      calls.push(call);
      return { ...ANSWERED, ...outcome } as WebhookOutcome;
    },
  };
  const result = await Promise.resolve(
    callWebhook.run(aContext({ ports: { webhooks }, facts }), { ...PARAMS, ...params }),
  ).catch((error: unknown) => error);
  return { result, calls };
}

describe('what is sent', () => {
  it('has the values where they belong: encoded in the address, as JSON in the body, in one line in a header', async () => {
    const { calls } = await run(
      {},
      {
        url: 'https://crm.example.com/p?n={{contact.name}}',
        body: '{"name":"{{contact.name}}","hits":{{link.hits}},"city":{{contact.city}}}',
        headers: [{ name: 'X-Name', value: '{{contact.name}}' }],
        signingSecretId: 'a'.repeat(24),
      },
      { 'contact.name': 'Åse "X"\nNordmann' },
    );
    expect(calls).toMatchObject([
      {
        id: '66b0000000000000000000f0:n1',
        method: 'POST',
        url: 'https://crm.example.com/p?n=%C3%85se%20%22X%22%0ANordmann',
        headers: {
          'x-name': Buffer.from('Åse "X" Nordmann').toString('latin1'),
          'content-type': 'application/json; charset=utf-8',
        },
        body: '{"name":"Åse \\"X\\"\\nNordmann","hits":3,"city":null}',
        signingSecretId: 'a'.repeat(24),
        headerSecretId: null,
        readsAnswer: false,
      },
    ]);
  });

  it.each(['GET', 'DELETE'])('has no body with %s', async (method) => {
    const { calls } = await run({}, { method, body: '{"a":1}' });
    expect(calls[0]?.body).toBeUndefined();
    expect(calls[0]?.headers).not.toHaveProperty('content-type');
  });

  it.each<[string, Record<string, unknown>]>([
    ['JSON that is not complete', { body: '{"a":' }],
    ['a header that needs a secret', { headers: [{ name: 'Authorization', value: 'x' }] }],
    ['a header that the system sets', { headers: [{ name: 'Host', value: 'x' }] }],
  ])('is nothing with %s', async (_what, params) => {
    const { result, calls } = await run({}, params);
    expect(result).toMatchObject({ name: 'Permanent', code: 'params.invalid' });
    expect(calls).toEqual([]);
  });
});

const until = new Date('2027-03-12T14:00:00Z');
const later = new Date('2027-03-12T15:00:00Z');

describe('what becomes of it', () => {
  it.each<[string, Partial<WebhookOutcome>, object]>([
    ['2xx', { status: 204 }, { output: { status: 204 } }],
    ['a redirect', { status: 302 }, { name: 'Permanent', code: 'webhook.redirect' }],
    ['404', { status: 404 }, { name: 'Permanent', code: 'webhook.refused' }],
    ['410', { status: 410 }, { name: 'Permanent', code: 'webhook.refused' }],
    ['408', { status: 408 }, { name: 'Retryable', code: 'webhook.temporary' }],
    ['500', { status: 500 }, { name: 'Retryable', code: 'webhook.temporary', after: undefined }],
    [
      '429 with Retry-After',
      { status: 429, retryAfter: until },
      { name: 'Retryable', code: 'webhook.temporary', after: until },
    ],
    [
      'a failure that opens the breaker',
      { kind: 'failed', code: 'connect', pause: { until: later, probe: false } },
      { name: 'Retryable', code: 'webhook.no-answer', after: later },
    ],
    [
      'a failed probe',
      { kind: 'failed', code: 'timeout', pause: { until: later, probe: true } },
      { name: 'Postponed', reason: { code: 'webhook.no-answer' }, until: later },
    ],
    [
      'an open breaker',
      { kind: 'paused', until },
      { name: 'Postponed', reason: { code: 'webhook.paused' }, until },
    ],
    [
      'a private address',
      { kind: 'refused', code: 'address' },
      { name: 'Permanent', code: 'webhook.address' },
    ],
    [
      'a secret that is gone',
      { kind: 'refused', code: 'secret' },
      { name: 'Permanent', code: 'webhook.secret-missing' },
    ],
  ])('after %s', async (_what, outcome, expected) => {
    expect((await run(outcome)).result).toMatchObject(expected);
  });
});

const SCORE = { name: 'score', path: 'lead.score', type: 'number' };

describe('the answer', () => {
  it('gives the chosen values to later steps', async () => {
    const body = JSON.stringify({ lead: { score: '7', tags: ['a', { b: 1 }, 2] }, note: null });
    const answer = [
      SCORE,
      { name: 'tags', path: 'lead.tags', type: 'list' },
      { name: 'note', path: 'note', type: 'text' },
      { name: 'gone', path: 'lead.gone', type: 'text' },
    ];
    const { result, calls } = await run({ status: 201, body }, { answer });
    expect(result).toEqual({ output: { status: 201, score: 7, tags: ['a', 2] } });
    expect(calls[0]?.readsAnswer).toBe(true);
  });

  it('has its chosen values among the outputs of the step, with their types', () => {
    const descriptor = descriptorOf(callWebhook, new RecordingCrm());
    expect(
      outputsOf({ params: { answer: [SCORE, SCORE, { name: 'un finished' }, 7] } }, descriptor),
    ).toMatchObject([
      { name: 'score', type: 'number' },
      { name: 'status', type: 'number' },
    ]);
  });

  it.each<[string, Partial<WebhookOutcome>, object]>([
    ['is too large', { bodyState: 'large' }, { name: 'Permanent', code: 'webhook.answer-too-large' }],
    ['is no JSON', { body: '<html>' }, { name: 'Permanent', code: 'webhook.answer-not-json' }],
    [
      'has another type',
      { body: '{"lead":{"score":"high"}}' },
      { name: 'Permanent', code: 'webhook.answer-type' },
    ],
    ['ends too early', { body: '{"le', bodyState: 'cut' }, { name: 'Retryable', code: 'webhook.no-answer' }],
  ])('that %s fails the step, if values are to be read', async (_what, outcome, expected) => {
    expect((await run(outcome, { answer: [SCORE] })).result).toMatchObject(expected);
    expect((await run(outcome)).result).toEqual({ output: { status: 200 } });
  });

  it('is kept in parts only: texts and lists have a limit', () => {
    const body = JSON.stringify({ text: 'x'.repeat(10_000), list: Array.from({ length: 500 }, (_, n) => n) });
    const { text, list } = answerValues({ body, bodyState: 'whole' }, [
      { name: 'text', path: 'text', type: 'text' },
      { name: 'list', path: 'list', type: 'list' },
    ]);
    expect(text).toHaveLength(2_000);
    expect(list).toHaveLength(100);
  });

  it.each([
    ['a', 1],
    ['b.c', 2],
    ['b["d e"]', 3],
    ['l[1]', 5],
    ['l[1].x', undefined],
    ['l[9]', undefined],
    ['l.length', 2],
    ['__proto__', undefined],
    ['b.constructor', undefined],
  ])('has at %s the value %s', (path, expected) => {
    expect(valueAt({ a: 1, b: { c: 2, 'd e': 3 }, l: [4, 5] }, path)).toBe(expected);
  });
});
