import { z } from 'zod';
import { Id, Instant, Ref, Text, byId, changesOf } from '../common';
import { EmailAddress, Line } from '../written-texts';
import type { SubjectSchemas } from './routes';

/** A kind of mail that people can leave by itself, as a newsletter or invitations. */
export const SubscriptionType = z.object({
  id: Id,
  /** The name that recipients read. */
  name: Text,
  /** One sentence for recipients; may be empty. */
  description: Text,
  /** HTML for the end of mailings of this type. May contain merge fields and special links. */
  footer: z.string(),
  /** Whether a mailing of this type is refused if it has no link with which people can leave. */
  requiresUnsubscribe: z.boolean(),
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
});
export type CreateSubscriptionType = z.infer<typeof CreateSubscriptionType>;

export const UpdateSubscriptionType = changesOf(CreateSubscriptionType);
export type UpdateSubscriptionType = z.infer<typeof UpdateSubscriptionType>;

/**
 * Where a change of a person's subscriptions came from. `page`: the person, on the page of their subscriptions. `one-click`: the person's mail
 * program (RFC 8058). `complaint`: the person's mail provider reported a mail as spam. `bounce`: a mail server refused the address.
 * `colleague`: a user, on the card.
 */
export const SubscriptionSource = z.enum(['page', 'one-click', 'complaint', 'bounce', 'colleague']);
export type SubscriptionSource = z.infer<typeof SubscriptionSource>;

/** What a person has left and has not joined again. */
export const SubscriptionChoice = z.object({
  /** Everything, also mailings without a type. */
  all: z.boolean(),
  /** Ids of the subscription types that were left one by one. */
  typeIds: z.array(Id).max(200),
});
export type SubscriptionChoice = z.infer<typeof SubscriptionChoice>;

/** What can happen to the subscriptions of a person. */
export const SubscriptionEventKind = z.enum([
  'left',
  'joined',
  'consented',
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

/** The state of one subscription type, or of all mail, for a contact. */
export const SubscriptionState = z.object({
  left: z.boolean(),
  /** When and how it was left; null if it was not. */
  since: Instant.nullable(),
  source: SubscriptionSource.nullable(),
  mailing: Ref.nullable(),
  by: Ref.nullable(),
});
export type SubscriptionState = z.infer<typeof SubscriptionState>;

/** What mail a contact gets. */
export const ContactSubscriptions = z.object({
  /** The address that the contact has now; null if it has none. */
  email: z.string().nullable(),
  all: SubscriptionState,
  types: z.array(z.object({ type: SubscriptionType, state: SubscriptionState })),
  /** Why nothing is sent to the address; null if it works. */
  bounce: z.object({ at: Instant, code: z.string(), text: z.string() }).nullable(),
  /** Temporary failures in a row. */
  softBounces: z.number().int(),
});
export type ContactSubscriptions = z.infer<typeof ContactSubscriptions>;

/** A change by a colleague, with the reason. `typeId` null: all mail. */
export const ChangeSubscription = z.object({
  typeId: Id.nullable(),
  left: z.boolean(),
  reason: Line.min(1).max(500),
});
export type ChangeSubscription = z.infer<typeof ChangeSubscription>;

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
      summary: 'Lets a contact leave or join a subscription type or all mail',
      params: byId,
      body: ChangeSubscription,
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
