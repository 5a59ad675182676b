import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { SubscriptionEventKind, SubscriptionSource, WebhookEventType } from '@linkflow/contracts';
import type { Author } from '@linkflow/links';
import { Clock, collectionOf, newId, transaction } from '@linkflow/platform';
import { WebhookEvents, type ReportedEvent } from '@linkflow/webhooks';
import { MailAddresses, type AddressOwner, type ConsentDoc, type MailAddressDoc } from './mail-addresses';
import {
  choiceIn,
  differences,
  withdrawn,
  type Difference,
  type SubscriptionChoice,
} from './subscription-choice';

/** Collection `subscription_changes`: one event of the subscriptions of an address. Lines are added and not changed, except for `told`. */
export interface SubscriptionEventDoc {
  _id: string;
  addressKey: string;
  contactId: string | null;
  kind: SubscriptionEventKind;
  /** The type that the event is about; null for everything, and for events that are not about a type. */
  typeId: string | null;
  at: Date;
  source: SubscriptionSource;
  /** The mailing whose link, bounce or complaint caused it. */
  mailingId?: string;
  /** The user who caused it. */
  by?: Author;
  /** What the user gave as the reason, the answer of the mail server, or to what the person consented. */
  text?: string;
  /** When a consent was given, if not at `at`. */
  givenAt?: Date;
  /** Status code of a bounce (RFC 3463). */
  code?: string;
  /** False until the event is in the history of the contact; absent if there is no contact. */
  told?: boolean;
}

/** Where and by whom a change is made. */
export interface SubscriptionOrigin {
  source: SubscriptionSource;
  mailingId?: string;
  by?: Author;
  text?: string;
  /** When a consent was given, if not now. */
  givenAt?: Date;
  /** To what the person consents, by type, if it is not `text`. */
  wordings?: ReadonlyMap<string, string>;
}

/** A choice before and after a change. */
export interface ChosenSubscriptions {
  before: SubscriptionChoice;
  after: SubscriptionChoice;
}

/**
 * Reads and changes from what people have unsubscribed, and to what they have consented. What a contact has chosen at one address holds for
 * all its addresses.
 */
@Injectable()
export class Subscriptions {
  readonly events: mongo.Collection<SubscriptionEventDoc>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly addresses: MailAddresses,
    private readonly webhooks: WebhookEvents,
    private readonly clock: Clock,
  ) {
    this.events = collectionOf(connection, 'subscription_changes');
  }

  async createIndexes(): Promise<void> {
    await this.addresses.createIndexes();
    await this.events.createIndexes([
      { key: { contactId: 1, at: -1 } },
      { key: { addressKey: 1, at: -1 } },
      { key: { mailingId: 1, at: 1 }, partialFilterExpression: { mailingId: { $type: 'string' } } },
      { key: { told: 1, at: 1 }, partialFilterExpression: { told: false } },
    ]);
  }

  /** The events with these ids that exist. */
  eventsWith(ids: readonly string[]): Promise<SubscriptionEventDoc[]> {
    return this.events.find({ _id: { $in: [...ids] } }).toArray();
  }

  /** What has been chosen at an address, or at another address of its contact. */
  async choiceOf(owner: AddressOwner): Promise<SubscriptionChoice> {
    return choiceIn(await this.known(owner));
  }

  /**
   * Stores what a person has chosen from now on, and an event for each difference, in one transaction. Unsubscribing withdraws the consent.
   * Safe to repeat: a choice that is stored already changes nothing.
   */
  choose(
    owner: AddressOwner,
    next: (before: SubscriptionChoice) => SubscriptionChoice,
    origin: SubscriptionOrigin,
  ): Promise<ChosenSubscriptions> {
    return transaction(this.connection, async (session) => {
      const known = await this.known(owner, session);
      const before = choiceIn(known);
      const after = withdrawn(next(before));
      await this.store({ owner, known, origin, session }, differences(before, after));
      return { before, after };
    });
  }

  /** Withdraws the consents of a person whose mail provider has reported a mail as spam, as part of a transaction. */
  async withdrawConsents(
    owner: AddressOwner,
    origin: SubscriptionOrigin,
    session: mongo.ClientSession,
  ): Promise<void> {
    const known = await this.known(owner, session);
    const before = choiceIn(known);
    await this.store({ owner, known, origin, session }, differences(before, { ...before, consented: [] }));
  }

  private async store(
    { owner, known, origin, session }: Change,
    found: readonly Difference[],
  ): Promise<void> {
    if (found.length === 0) return;
    const at = this.clock.now();
    const set = found.flatMap((difference): [string, unknown][] => {
      if (difference.kind === 'unsubscribed') return [[fieldOf(difference), changeOf(at, origin)]];
      return difference.kind === 'consented'
        ? [[fieldOf(difference), consentOf(at, difference, origin)]]
        : [];
    });
    const removed = found
      .filter(({ kind }) => kind === 'resubscribed' || kind === 'consent-withdrawn')
      .map(fieldOf);
    // A person who subscribes again after a complaint has decided so.
    if (removed.includes('unsubscribedAll')) removed.push('complainedAt');
    if (removed.length > 0) {
      await this.addresses.changeStored(
        { _id: { $in: known.map(({ _id }) => _id) } },
        { $unset: Object.fromEntries(removed.map((field) => [field, ''])) },
        session,
      );
    }
    // Also if nothing is set: of an address that is stored as a hash only, recipients are not found by the hash.
    await this.addresses.change(owner, { $set: Object.fromEntries(set) }, session);
    const events = found.map((difference) =>
      eventOf(owner, { ...difference, at, ...evidenceOf(difference, origin) }, origin),
    );
    await this.addEvents(events, session);
  }

  /** Stores events, and keeps them for other systems, as part of a transaction. */
  async addEvents(events: readonly SubscriptionEventDoc[], session: mongo.ClientSession): Promise<void> {
    await this.events.insertMany([...events], { session });
    await this.webhooks.record(events.flatMap(reportedEvent), session);
  }

  private known(
    { addressKey, contactId }: AddressOwner,
    session?: mongo.ClientSession,
  ): Promise<MailAddressDoc[]> {
    return this.addresses.known([addressKey], contactId === null ? [] : [contactId], session);
  }
}

interface Change {
  owner: AddressOwner;
  /** The documents in which choices of the owner are stored. */
  known: readonly MailAddressDoc[];
  origin: SubscriptionOrigin;
  session: mongo.ClientSession;
}

/** The types of events by which other systems learn of changes. A complaint unsubscribes from all mail. */
const REPORTED: Partial<Record<SubscriptionEventKind, WebhookEventType>> = {
  unsubscribed: 'subscription.unsubscribed',
  complained: 'subscription.unsubscribed',
  resubscribed: 'subscription.resubscribed',
  consented: 'consent.given',
  'consent-withdrawn': 'consent.withdrawn',
};

function reportedEvent({
  _id: factId,
  kind,
  at,
  mailingId,
  contactId,
  addressKey,
}: SubscriptionEventDoc): ReportedEvent[] {
  const type = REPORTED[kind];
  return type ? [{ type, factId, at, mailingId, contactId, addressKey }] : [];
}

/** An event that is stored now. Events of contacts are told to the CRM later. */
export function eventOf(
  { addressKey, contactId }: AddressOwner,
  event: Pick<SubscriptionEventDoc, 'kind' | 'typeId' | 'at'> & Partial<SubscriptionEventDoc>,
  { source, mailingId, by, text }: SubscriptionOrigin,
): SubscriptionEventDoc {
  return {
    _id: newId(),
    addressKey,
    contactId,
    source,
    ...(mailingId !== undefined && { mailingId }),
    ...(by && { by }),
    ...(text !== undefined && { text }),
    ...event,
    ...(contactId !== null && { told: false }),
  };
}

const changeOf = (at: Date, { source, mailingId, by }: SubscriptionOrigin) => ({
  at,
  source,
  ...(mailingId !== undefined && { mailingId }),
  ...(by && { by }),
});

/** What proves a consent. */
function evidenceOf(
  { kind, typeId }: Difference,
  { text, givenAt, wordings }: SubscriptionOrigin,
): Pick<SubscriptionEventDoc, 'text' | 'givenAt'> {
  if (kind !== 'consented') return {};
  const wording = wordings?.get(typeId ?? '') ?? text;
  return { ...(wording !== undefined && { text: wording }), ...(givenAt && { givenAt }) };
}

function consentOf(at: Date, difference: Difference, origin: SubscriptionOrigin): ConsentDoc {
  const { text = '', givenAt = at } = evidenceOf(difference, origin);
  return { ...changeOf(givenAt, origin), text };
}

/** The field of `mail_addresses` that holds a change. Ids of types are hexadecimal, so they are safe in a path. */
function fieldOf({ kind, typeId }: Difference): string {
  if (typeId === null) return 'unsubscribedAll';
  return kind === 'consented' || kind === 'consent-withdrawn'
    ? `consents.${typeId}`
    : `unsubscribed.${typeId}`;
}
