import { z } from 'zod';
import { RECORDED_CONSENT_SOURCES } from '../choices';
import { Id, Instant, Ref, Text, byId, changesOf } from '../common';
import { EmailAddress, Line } from '../written-texts';
import type { SubjectSchemas } from './routes';

/** A kind of mail from which people can unsubscribe by itself, such as a newsletter or invitations. */
export const SubscriptionType = z.object({
  id: Id,
  /** The name that recipients read. */
  name: Text,
  /** One sentence for recipients; may be empty. */
  description: Text,
  /**
   * HTML that is added to the end of a mailing of this type if its content has no link to unsubscribe. May contain merge fields and special
   * links.
   */
  footer: z.string(),
  /** Whether a mailing of this type is refused if neither its content nor the footer has a link to unsubscribe. */
  requiresUnsubscribe: z.boolean(),
  /** Whether only people who have consented get mailings of this type. */
  requiresConsent: z.boolean(),
  /** Whether the type is out of use: no new mailing can have it. */
  retired: z.boolean(),
});
export type SubscriptionType = z.infer<typeof SubscriptionType>;

const InBothLanguages = (max: number) => z.object({ en: Line.max(max), nb: Line.max(max) });

export const CreateSubscriptionType = z.object({
  name: z.object({ en: Line.min(1).max(100), nb: Line.min(1).max(100) }),
  description: InBothLanguages(300).default({ en: '', nb: '' }),
  footer: z.string().max(20_000).default(''),
  requiresUnsubscribe: z.boolean().default(true),
  requiresConsent: z.boolean().default(false),
});
export type CreateSubscriptionType = z.infer<typeof CreateSubscriptionType>;

export const UpdateSubscriptionType = changesOf(CreateSubscriptionType);
export type UpdateSubscriptionType = z.infer<typeof UpdateSubscriptionType>;

/**
 * Where a change of a person's subscriptions came from. `page`: the person, on the page of their subscriptions. `one-click`: the person's mail
 * program (RFC 8058). `complaint`: the person's mail provider reported a mail as spam. `bounce`: a mail server refused the address.
 * `colleague`: a user, on the card. The others are sources of a consent: a form that the person filled in, imported data, or a
 * subscription that the person confirmed by a link in a mail (double opt-in).
 */
export const SubscriptionSource = z.enum([
  'page',
  'one-click',
  'complaint',
  'bounce',
  'colleague',
  ...RECORDED_CONSENT_SOURCES,
]);
export type SubscriptionSource = z.infer<typeof SubscriptionSource>;

/** What can happen to the subscriptions of a person. */
export const SubscriptionEventKind = z.enum([
  'unsubscribed',
  'resubscribed',
  'consented',
  'consent-withdrawn',
  'complained',
  'bounced',
  'bounce-cleared',
]);
export type SubscriptionEventKind = z.infer<typeof SubscriptionEventKind>;

/**
 * What a provider reports about one message. The message is found by `recipientId` or `messageId`; with `email` alone, only the address is
 * known.
 */
export const MailEvent = z.object({
  /** An event with an id that was received before changes nothing. */
  id: z.string().min(1).max(200),
  kind: z.enum(['bounced', 'complained', 'delivered']),
  /** For `bounced`: whether the address does not work. A temporary failure is counted; the fifth in a row blocks the address. */
  permanent: z.boolean().default(true),
  /** Status code (RFC 3463), such as `5.1.1`. */
  code: z.string().max(20).default(''),
  /** What the mail server has answered. */
  text: Line.max(500).default(''),
  recipientId: Id.optional(),
  messageId: z.string().max(300).optional(),
  email: EmailAddress.optional(),
});
export type MailEvent = z.infer<typeof MailEvent>;

export const MailEvents = z.object({ events: z.array(MailEvent).min(1).max(500) });

/** `unknown`: no message and no address belongs to the event. */
export const MailEventResult = z.object({
  id: z.string(),
  result: z.enum(['accepted', 'repeated', 'unknown']),
});
export type MailEventResult = z.infer<typeof MailEventResult>;

/** Whether a contact has unsubscribed from one subscription type, or from all mail. */
export const SubscriptionState = z.object({
  unsubscribed: z.boolean(),
  /** When and how the contact unsubscribed; null if it did not. */
  since: Instant.nullable(),
  source: SubscriptionSource.nullable(),
  mailing: Ref.nullable(),
  by: Ref.nullable(),
});
export type SubscriptionState = z.infer<typeof SubscriptionState>;

/** The consent of a contact to a subscription type. */
export const Consent = z.object({
  /** When it was given. */
  at: Instant,
  source: SubscriptionSource,
  /** To what the person consented, or how: the words on the page, or what the colleague wrote. */
  text: z.string(),
  mailing: Ref.nullable(),
  /** The user who recorded it. */
  by: Ref.nullable(),
});
export type Consent = z.infer<typeof Consent>;

/** Temporary failures in a row after which an address is not used any more, as in the product that Linkflow replaces. */
export const MAX_SOFT_BOUNCES = 5;

/** What mail a contact gets. */
export const ContactSubscriptions = z.object({
  /** The address that the contact has now; null if it has none. */
  email: z.string().nullable(),
  all: SubscriptionState,
  types: z.array(z.object({ type: SubscriptionType, state: SubscriptionState, consent: Consent.nullable() })),
  /** Why nothing is sent to the address; null if it works. */
  bounce: z.object({ at: Instant, code: z.string(), text: z.string() }).nullable(),
  /** Temporary failures in a row. */
  softBounces: z.number().int(),
});
export type ContactSubscriptions = z.infer<typeof ContactSubscriptions>;

/** A change by a colleague, with the reason. `typeId` null: all mail. */
export const ChangeSubscription = z.object({
  typeId: Id.nullable(),
  unsubscribed: z.boolean(),
  reason: Line.min(1).max(500),
});
export type ChangeSubscription = z.infer<typeof ChangeSubscription>;

/** A consent that a colleague records. A contact that has unsubscribed from the type is subscribed again. */
export const GiveConsent = z.object({
  typeId: Id,
  source: z.enum(['colleague', ...RECORDED_CONSENT_SOURCES]).default('colleague'),
  /** When it was given, if not now. */
  at: Instant.optional(),
  /** To what the person consented, and how. */
  text: Line.min(1).max(500),
});
export type GiveConsent = z.infer<typeof GiveConsent>;

export const WithdrawConsent = z.object({ typeId: Id, reason: Line.min(1).max(500) });

export const ClearBounce = z.object({ reason: Line.min(1).max(500) });

export const subscriptionRoutes = {
  subscriptionTypes: {
    list: {
      summary: 'Lists the subscription types, those out of use last',
      response: z.array(SubscriptionType),
    },
    create: {
      summary: 'Creates a subscription type',
      body: CreateSubscriptionType,
      response: SubscriptionType,
      status: 201,
    },
    get: { summary: 'Returns a subscription type', params: byId, response: SubscriptionType },
    update: {
      summary: 'Changes a subscription type',
      params: byId,
      body: UpdateSubscriptionType,
      response: SubscriptionType,
    },
    retire: { summary: 'Takes a subscription type out of use', params: byId },
    restore: { summary: 'Takes a subscription type back into use', params: byId, response: SubscriptionType },
  },
  subscriptions: {
    get: { summary: 'Returns what mail a contact gets', params: byId, response: ContactSubscriptions },
    change: {
      summary: 'Unsubscribes a contact from a subscription type or from all mail, or subscribes it again',
      params: byId,
      body: ChangeSubscription,
      response: ContactSubscriptions,
    },
    giveConsent: {
      summary: 'Records the consent of a contact to a subscription type',
      params: byId,
      body: GiveConsent,
      response: ContactSubscriptions,
    },
    withdrawConsent: {
      summary: 'Withdraws the consent of a contact to a subscription type',
      params: byId,
      body: WithdrawConsent,
      response: ContactSubscriptions,
    },
    clearBounce: {
      summary: 'Lets mail go to the address of a contact again after bounces',
      params: byId,
      body: ClearBounce,
      response: ContactSubscriptions,
    },
    events: {
      summary: 'Receives bounces, complaints and deliveries from the webhook of a mail provider',
      body: MailEvents,
      response: z.array(MailEventResult),
    },
  },
} satisfies SubjectSchemas<'subscriptionTypes' | 'subscriptions'>;
