import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { SubscriptionChoice, SubscriptionEventKind, SubscriptionSource } from '@linkflow/contracts';
import type { Author } from '@linkflow/links';
import { Clock, collectionOf, newId, transaction } from '@linkflow/platform';
import { MailAddresses, type AddressOwner, type MailAddressDoc } from './mail-addresses';

/** Collection `subscription_changes`: one event of the subscriptions of an address. Lines are added and not changed, except for `told`. */
export interface SubscriptionEventDoc {
  _id: string;
  addressKey: string;
  contactId: string | null;
  kind: SubscriptionEventKind;
  /** The type that was left or joined; null for everything, and for events that are not about a type. */
  typeId: string | null;
  at: Date;
  source: SubscriptionSource;
  /** The mailing whose link, bounce or complaint caused it. */
  mailingId?: string;
  /** The user who caused it. */
  by?: Author;
  /** What the user gave as the reason, or the answer of the mail server. */
  text?: string;
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
}

/** Reads and changes what people have left. What a contact has left at one address holds for all its addresses. */
@Injectable()
export class Subscriptions {
  readonly events: mongo.Collection<SubscriptionEventDoc>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly addresses: MailAddresses,
    private readonly clock: Clock,
  ) {
    this.events = collectionOf(connection, 'subscription_changes');
  }

  async createIndexes(): Promise<void> {
    await this.addresses.createIndexes();
    await this.events.createIndexes([
      { key: { contactId: 1, at: -1 } },
      { key: { addressKey: 1, at: -1 } },
      { key: { told: 1, at: 1 }, partialFilterExpression: { told: false } },
    ]);
  }

  /** What an address, or another address of its contact, has left. */
  async choiceOf(owner: AddressOwner): Promise<SubscriptionChoice> {
    return choiceIn(await this.known(owner));
  }

  /**
   * Stores what a person has left from now on, and an event for each difference, in one transaction. Safe to repeat: a choice that is stored
   * already changes nothing.
   * @returns the choice before
   */
  choose(
    owner: AddressOwner,
    next: (before: SubscriptionChoice) => SubscriptionChoice,
    origin: SubscriptionOrigin,
  ): Promise<SubscriptionChoice> {
    const at = this.clock.now();
    return transaction(this.connection, async (session) => {
      const known = await this.known(owner, session);
      const before = choiceIn(known);
      const after = next(before);
      const events = differences(before, after).map((difference) =>
        eventOf(owner, { ...difference, at }, origin),
      );
      if (events.length === 0) return before;
      const { source, mailingId, by } = origin;
      const change = { at, source, ...(mailingId !== undefined && { mailingId }), ...(by && { by }) };
      const left = events.filter(({ kind }) => kind === 'left').map(fieldOf);
      const joined = events.filter(({ kind }) => kind === 'joined').map(fieldOf);
      if (left.length > 0) {
        const set = Object.fromEntries(left.map((field) => [field, change]));
        await this.addresses.change(owner, { $set: set }, session);
      }
      if (joined.length > 0) {
        // A person who joins again after a complaint has decided so.
        const fields = [...joined, ...(joined.includes('leftAll') ? ['complainedAt'] : [])];
        await this.addresses.documents.updateMany(
          { _id: { $in: known.map(({ _id }) => _id) } },
          { $unset: Object.fromEntries(fields.map((field) => [field, ''])) },
          { session },
        );
      }
      await this.events.insertMany(events, { session });
      return before;
    });
  }

  private known(
    { addressKey, contactId }: AddressOwner,
    session?: mongo.ClientSession,
  ): Promise<MailAddressDoc[]> {
    return this.addresses.known([addressKey], contactId === null ? [] : [contactId], session);
  }
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
    ...event,
    source,
    ...(mailingId !== undefined && { mailingId }),
    ...(by && { by }),
    ...(text !== undefined && { text }),
    ...(contactId !== null && { told: false }),
  };
}

function choiceIn(known: readonly MailAddressDoc[]): SubscriptionChoice {
  return {
    all: known.some(({ leftAll, complainedAt }) => leftAll !== undefined || complainedAt !== undefined),
    typeIds: [...new Set(known.flatMap(({ left }) => Object.keys(left)))],
  };
}

type Difference = Pick<SubscriptionEventDoc, 'kind' | 'typeId'>;

/** What happens from one choice to another. */
function differences(before: SubscriptionChoice, after: SubscriptionChoice): Difference[] {
  const found: Difference[] = [];
  if (before.all !== after.all) found.push({ kind: after.all ? 'left' : 'joined', typeId: null });
  for (const typeId of after.typeIds)
    if (!before.typeIds.includes(typeId)) found.push({ kind: 'left', typeId });
  for (const typeId of before.typeIds)
    if (!after.typeIds.includes(typeId)) found.push({ kind: 'joined', typeId });
  return found;
}

/** The field of `mail_addresses` that holds a change. Ids of types are hexadecimal, so they are safe in a path. */
const fieldOf = ({ typeId }: Difference): string => (typeId === null ? 'leftAll' : `left.${typeId}`);
