import { z } from 'zod';
import { Id, Instant, Language } from '../common';
import { FormConsent, FormValue, Utm } from '../forms/form-content';
import { Verdict } from '../verdicts';
import { VERDICT_CHANGE_REASONS, WEBHOOK_TEST_EVENT } from '../webhook-events';
import { SubscriptionSource } from './subscriptions';

/** Version of the payloads. Fields may be added; a field that is removed or gets another meaning makes a new version. */
export const WEBHOOK_PAYLOAD_VERSION = 1;

/** What an event is about, with its name at the time of the first attempt. */
const Named = z.object({ id: Id, name: z.string() });

/** A click. It has no address: `contactId` and `recipientId` say whose it is. */
export const ClickEventData = z.object({
  /** Id of the click. */
  id: Id,
  /** Whether it looks like a person's, as it was judged at the first attempt. */
  verdict: Verdict,
  link: Named,
  mailing: Named,
  recipientId: Id,
  /** Null if the recipient has no contact card. */
  contactId: Id.nullable(),
});

/** A verdict that has changed after it had settled. The last one of a click counts, whichever event has it. */
export const VerdictChangeEventData = ClickEventData.omit({ verdict: true }).extend({
  before: Verdict,
  after: Verdict,
  reason: z.enum(VERDICT_CHANGE_REASONS),
});

/** Answers that a form has accepted: not spam, and not refused. */
export const SubmissionEventData = z.object({
  /** Id of the submission. */
  id: Id,
  form: Named,
  /** Version of the questions that the person saw. */
  version: z.number().int(),
  language: Language,
  /** Answers by the names of the blocks. */
  values: z.record(z.string(), FormValue),
  consents: z.array(FormConsent),
  utm: Utm,
  /** The mail that led to the form; null if none did. */
  link: Named.nullable(),
  mailing: Named.nullable(),
  recipientId: Id.nullable(),
});

export const ProcessedSubmissionEventData = SubmissionEventData.extend({
  /** The contact to whom the submission belongs; null if it belongs to nobody. */
  contactId: Id.nullable(),
  /** When the person pressed the button in the confirmation mail; null without double opt-in. */
  confirmedAt: Instant.nullable(),
});

/** A change of what mail a person gets. It has the address, because that is what other systems know. */
export const SubscriptionEventData = z.object({
  /** Id of the change. */
  id: Id,
  /** The normalised address. */
  address: z.string(),
  contactId: Id.nullable(),
  /** The subscription type; null for all mail. */
  subscriptionTypeId: Id.nullable(),
  source: SubscriptionSource,
  mailing: Named.nullable(),
});

export const ConsentEventData = SubscriptionEventData.extend({
  /** To what the person consented; empty for a consent that was withdrawn. */
  wording: z.string(),
  /** When the consent was given. */
  givenAt: Instant.nullable(),
});

const event = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.object({
    type: z.literal(type),
    /** When it happened. */
    timestamp: Instant,
    version: z.literal(WEBHOOK_PAYLOAD_VERSION),
    data,
  });

/** The body of a webhook: what happened, when, and the details. */
export const WebhookEvent = z.discriminatedUnion('type', [
  event('click.recorded', ClickEventData),
  event('click.verdict-changed', VerdictChangeEventData),
  event('submission.received', SubmissionEventData),
  event('submission.processed', ProcessedSubmissionEventData),
  event('subscription.unsubscribed', SubscriptionEventData),
  event('subscription.resubscribed', SubscriptionEventData),
  event('consent.given', ConsentEventData),
  event('consent.withdrawn', ConsentEventData),
  event(WEBHOOK_TEST_EVENT, z.object({ subscriptionId: Id, name: z.string() })),
]);
export type WebhookEvent = z.infer<typeof WebhookEvent>;
