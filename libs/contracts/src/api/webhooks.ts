import { z } from 'zod';
import { Id, Instant, byId } from '../common';
import { Reason } from '../runs';
import { headerProblem } from '../webhooks';
import { HeaderText, Name } from '../written-texts';
import type { SubjectSchemas } from './routes';

/**
 * A secret of webhooks. `signing`: calls are signed with it (Standard Webhooks). `header`: it is the value of a header, such as
 * `Authorization`. No response has the value of a secret, but that which creates or rotates one to sign with.
 */
export const WebhookSecretKind = z.enum(['signing', 'header']);
export type WebhookSecretKind = z.infer<typeof WebhookSecretKind>;

export const WebhookSecretView = z.object({
  id: Id,
  name: z.string(),
  kind: WebhookSecretKind,
  /** For `header`: the name of the header. */
  header: z.string().nullable(),
  createdAt: Instant,
  rotatedAt: Instant.nullable(),
  /** Until this time, calls are also signed with the value before the last rotation. Null if they are not. */
  previousUntil: Instant.nullable(),
});
export type WebhookSecretView = z.infer<typeof WebhookSecretView>;

const HeaderValue = HeaderText.max(4_000).refine((value) => value.trim() !== '' && isLatin1(value), {
  error: 'A value has at least one character, and only characters of ISO 8859-1',
});
/** What a header can contain. */
const isLatin1 = (text: string): boolean => [...text].every((character) => character.charCodeAt(0) <= 0xff);

/** A header that may have a secret: all but those that the system sets. */
const SecretHeader = z
  .string()
  .trim()
  .refine((name) => [null, 'secret'].includes(headerProblem(name)), { error: 'This header cannot be set' });

export const CreateWebhookSecret = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('signing'), name: Name }),
  z.object({ kind: z.literal('header'), name: Name, header: SecretHeader, value: HeaderValue }),
]);
export type CreateWebhookSecret = z.infer<typeof CreateWebhookSecret>;

/** `value`: the new value of a `header` secret, which must have one. The value of a `signing` secret is made by the system. */
export const RotateWebhookSecret = z.object({ value: HeaderValue.optional() });
export type RotateWebhookSecret = z.infer<typeof RotateWebhookSecret>;

/** A secret that was created or rotated. `value`: the secret to sign with, for the receiver; only here. Null for `header`. */
export const IssuedWebhookSecret = z.object({ secret: WebhookSecretView, value: z.string().nullable() });
export type IssuedWebhookSecret = z.infer<typeof IssuedWebhookSecret>;

/**
 * A call of the webhook of a `call-webhook` step, as it is in the editor. `contactId`: whose values the merge fields have; null for a recipient
 * without a contact card. Values of earlier steps are unknown.
 */
export const TryWebhook = z.object({
  linkId: Id,
  contactId: Id.nullable(),
  params: z.record(z.string().max(100), z.unknown()),
});
export type TryWebhook = z.infer<typeof TryWebhook>;

/** Most characters of a body that a trial returns. */
export const MAX_TRIAL_BODY = 20_000;

export const WebhookTrial = z.object({
  request: z.object({
    method: z.string(),
    url: z.string(),
    /** Without the values of secrets. */
    headers: z.array(z.object({ name: z.string(), value: z.string() })),
    body: z.string().nullable(),
  }),
  /** Null if there was no answer. The beginning of the body. */
  answer: z
    .object({
      status: z.number().int(),
      headers: z.array(z.object({ name: z.string(), value: z.string() })),
      body: z.string(),
      isCut: z.boolean(),
    })
    .nullable(),
  /** Duration of the call, ms. */
  tookMs: z.number().int(),
  /** The chosen values of the answer, by name. One that the answer does not have is absent. */
  values: z.record(z.string(), z.unknown()),
  /** Why the step would fail or be tried again; null if it would succeed. */
  problem: Reason.nullable(),
});
export type WebhookTrial = z.infer<typeof WebhookTrial>;

export const webhookRoutes = {
  webhookSecrets: {
    list: {
      summary: 'Lists the secrets of webhooks, without their values',
      response: z.array(WebhookSecretView),
    },
    create: {
      summary: 'Creates a secret. The value of one to sign with is in the response and is not shown again',
      body: CreateWebhookSecret,
      response: IssuedWebhookSecret,
      status: 201,
    },
    rotate: {
      summary: 'Replaces a secret. For a day, calls are signed with the earlier value too',
      params: byId,
      body: RotateWebhookSecret,
      response: IssuedWebhookSecret,
    },
    remove: { summary: 'Deletes a secret; steps that use it fail from then on', params: byId },
  },
  webhooks: {
    try: {
      summary: 'Calls the webhook of a step once, as a click of the contact would, and shows the answer',
      body: TryWebhook,
      response: WebhookTrial,
    },
  },
} satisfies SubjectSchemas<'webhookSecrets' | 'webhooks'>;
