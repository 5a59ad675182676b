import { z } from 'zod';
import { Id, Text, changesOf } from '../common';
import { Line } from '../written-texts';

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
