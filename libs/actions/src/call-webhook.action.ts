import {
  AnswerField,
  MAX_ANSWER_FIELDS,
  MAX_WEBHOOK_HEADERS,
  WEBHOOK_METHODS,
  hinted,
} from '@linkflow/contracts';
import { z } from 'zod';
import { defineAction, labelled, optionalRefTo } from './define-action';
import { ANSWER_REASONS, answerValues } from './webhook-answer';
import { CALL_REASONS, filledCall, takenAnswer } from './webhook-call';

const BODY_METHODS = ['POST', 'PUT', 'PATCH'];

/** The parameters; the test call of the editor parses them too. */
export const WebhookParams = z.object({
  url: hinted(z.string().trim().min(1).max(2_000), {
    label: { en: 'Address', nb: 'Adresse' },
    widget: 'url',
    missing: { en: 'Write the address to call', nb: 'Skriv adressen som skal kalles' },
    placeholder: {
      en: 'https://crm.example.com/hooks/linkflow',
      nb: 'https://crm.example.no/hooks/linkflow',
    },
  }),
  method: hinted(z.enum(WEBHOOK_METHODS).default('POST'), {
    label: { en: 'Method', nb: 'Metode' },
    widget: 'choice',
    options: WEBHOOK_METHODS.map((value) => ({ value, label: { en: value, nb: value } })),
  }),
  body: hinted(z.string().max(20_000).default(''), {
    label: { en: 'Content (JSON)', nb: 'Innhold (JSON)' },
    widget: 'json',
    help: {
      en: 'A merge field in quotation marks becomes text, without them a value of its own.',
      nb: 'Et flettefelt i anførselstegn blir tekst, uten dem en egen verdi.',
    },
    showWhen: { field: 'method', in: BODY_METHODS },
  }),
  headers: hinted(
    z
      .array(z.object({ name: z.string().max(80), value: z.string().max(2_000) }))
      .max(MAX_WEBHOOK_HEADERS)
      .default([]),
    { label: { en: 'Headers', nb: 'Headere' }, widget: 'headers' },
  ),
  headerSecretId: optionalRefTo('webhook-secret', {
    label: { en: 'Secret header', nb: 'Hemmelig header' },
    help: {
      en: 'Such as Authorization. Its value is never shown.',
      nb: 'For eksempel Authorization. Verdien vises aldri.',
    },
    filter: { type: 'header' },
  }),
  signingSecretId: optionalRefTo('webhook-secret', {
    label: { en: 'Signed with', nb: 'Signert med' },
    help: {
      en: 'The server can check that the call comes from here (Standard Webhooks).',
      nb: 'Serveren kan kontrollere at kallet kommer herfra (Standard Webhooks).',
    },
    filter: { type: 'signing' },
  }),
  answer: hinted(z.array(AnswerField).max(MAX_ANSWER_FIELDS).default([]), {
    label: { en: 'Values of the answer', nb: 'Verdier fra svaret' },
    widget: 'answer-fields',
    help: {
      en: 'Later steps can use them in conditions and texts.',
      nb: 'Senere steg kan bruke dem i betingelser og tekster.',
    },
  }),
});

export type WebhookParams = z.output<typeof WebhookParams>;

const DEFAULT_BODY = `{
  "email": "{{contact.email}}",
  "name": "{{contact.name}}"
}`;

export const callWebhook = defineAction({
  kind: 'step',
  type: 'call-webhook',
  title: { en: 'Call webhook', nb: 'Kall webhook' },
  summary: {
    en: 'Sends data to another system. What it answers can be used by later steps.',
    nb: 'Sender data til et annet system. Senere steg kan bruke det som systemet svarer.',
  },
  icon: 'webhook',
  group: 'script',
  place: 2,
  lane: 'then',
  risk: 'costly',
  // Each attempt has the same webhook-id and idempotency-key.
  otherEffect: 'keyed',
  repeat: { kind: 'every-click' },
  policy: { attempts: 8, backoff: { baseMs: 5_000, capMs: 3_600_000 }, timeoutMs: 20_000 },
  params: WebhookParams,
  defaults: { method: 'POST', body: DEFAULT_BODY },
  example: {
    url: 'https://crm.example.com/hooks/linkflow',
    method: 'POST',
    body: DEFAULT_BODY,
    headers: [{ name: 'X-Source', value: 'Linkflow' }],
    headerSecretId: null,
    signingSecretId: '66b0000000000000000000a7',
    answer: [{ name: 'score', path: 'lead.score', type: 'number' }],
  },
  reasons: [CALL_REASONS, ANSWER_REASONS],
  output: z
    .looseObject({
      status: labelled(z.number().int(), { en: 'Status of the answer', nb: 'Status på svaret' }),
    })
    // The step also has the values that are chosen in its parameters.
    .meta({ ui: { outputsIn: 'answer' } }),

  async run(ctx, params) {
    const { signingSecretId, headerSecretId, answer: fields } = params;
    const readsAnswer = fields.length > 0;
    const outcome = await ctx.ports.webhooks.call({
      ...(await filledCall(ctx, params)),
      id: ctx.key,
      signingSecretId,
      headerSecretId,
      readsAnswer,
      signal: ctx.signal,
    });
    const answer = takenAnswer(outcome, { readsAnswer });
    return { output: { status: answer.status, ...answerValues(answer, fields) } };
  },

  sentence: {
    cases: [
      {
        when: { answer: 'given' },
        text: { en: 'Call {url} and keep {answer}', nb: 'Kall {url} og ta vare på {answer}' },
      },
      { when: { url: 'given' }, text: { en: 'Call {url}', nb: 'Kall {url}' } },
      { text: { en: 'Call an address (not written yet)', nb: 'Kall en adresse (ikke skrevet ennå)' } },
    ],
  },
});
