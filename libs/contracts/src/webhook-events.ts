/**
 * The types of events that an installation tells other systems, and the states of their deliveries. They are apart from the schemas, so that a
 * page that shows them does not load zod.
 */

export const WEBHOOK_EVENT_TYPES = [
  'click.recorded',
  'click.verdict-changed',
  'submission.received',
  'submission.processed',
  'subscription.unsubscribed',
  'subscription.resubscribed',
  'consent.given',
  'consent.withdrawn',
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

/** The type of the event by which a user tries a subscription out. */
export const WEBHOOK_TEST_EVENT = 'webhook.test';

/** The types that a log can have. */
export const WEBHOOK_LOGGED_TYPES = [...WEBHOOK_EVENT_TYPES, WEBHOOK_TEST_EVENT] as const;

/**
 * Why the verdict on a click has changed. `judgement`: what came after it speaks for another one; `correction`: a colleague has said so, or has
 * taken that back; `rejudgement`: history was judged again, with a newer classifier or newer lists.
 */
export const VERDICT_CHANGE_REASONS = ['judgement', 'correction', 'rejudgement'] as const;
export type VerdictChangeReason = (typeof VERDICT_CHANGE_REASONS)[number];

/** To what a subscription can be narrowed. */
export const WEBHOOK_FILTER_KINDS = ['link', 'mailing', 'form'] as const;
export type WebhookFilterKind = (typeof WEBHOOK_FILTER_KINDS)[number];

const ABOUT_MAIL: readonly WebhookFilterKind[] = ['mailing'];
const ABOUT_SUBMISSION: readonly WebhookFilterKind[] = ['link', 'mailing', 'form'];

/** With what an event of each type can have to do. A filter of another kind matches no event of the type. */
export const WEBHOOK_EVENT_FILTERS: Readonly<Record<WebhookEventType, readonly WebhookFilterKind[]>> = {
  'click.recorded': ['link', 'mailing'],
  'click.verdict-changed': ['link', 'mailing'],
  'submission.received': ABOUT_SUBMISSION,
  'submission.processed': ABOUT_SUBMISSION,
  'subscription.unsubscribed': ABOUT_MAIL,
  'subscription.resubscribed': ABOUT_MAIL,
  'consent.given': ABOUT_MAIL,
  'consent.withdrawn': ABOUT_MAIL,
};

/**
 * States of a delivery: `pending` → `delivered` or `failed`; a replay makes it `pending` again. It stays `pending` between attempts, and while
 * its subscription or its server is paused.
 */
export const WEBHOOK_DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const;
export type WebhookDeliveryState = (typeof WEBHOOK_DELIVERY_STATES)[number];

/**
 * Why an attempt failed. `status`: the server answered, and the status says what. `secret`, `url`, `scheme`, `user-info`, `port`, `address`:
 * nothing was sent. The others: there was no answer.
 */
export const WEBHOOK_DELIVERY_PROBLEMS = [
  'status',
  'redirect',
  'gone',
  'secret',
  'url',
  'scheme',
  'user-info',
  'port',
  'address',
  'name',
  'connect',
  'tls',
  'timeout',
  'closed',
  'protocol',
] as const;
export type WebhookDeliveryProblem = (typeof WEBHOOK_DELIVERY_PROBLEMS)[number];

/** The number at which deliveries of a state are not counted further. */
export const MAX_COUNTED_DELIVERIES = 1_000;
