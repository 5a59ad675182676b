import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { SubscriptionSource } from '@linkflow/contracts';
import type { Author } from '@linkflow/links';
import { collectionOf, newId } from '@linkflow/platform';

/** Where a change of a person's subscriptions came from. */
export interface SubscriptionChange {
  at: Date;
  source: SubscriptionSource;
  /** The mailing whose link led to the page. */
  mailingId?: string;
  by?: Author;
}

/** A consent to a subscription type. */
export interface ConsentDoc {
  /** When it was given. */
  at: Date;
  source: SubscriptionSource;
  /** To what the person consented, or how. */
  text: string;
  /** The mailing whose link led to the page. */
  mailingId?: string;
  /** The user who recorded it. */
  by?: Author;
}

/** Collection `mail_addresses`: what is known of an e-mail address, whether it belongs to a contact or not. */
export interface MailAddressDoc {
  /** The normalised address (see `addressKey`), or its `hashedKey` after the personal data of its owner was erased. */
  _id: string;
  /** Contacts to whom mail was sent at this address. What they decided also holds for their later addresses. */
  contactIds: string[];
  /** Unsubscribed from everything; absent if not. */
  unsubscribedAll?: SubscriptionChange;
  /** The subscription types from which the owner has unsubscribed, by id. */
  unsubscribed: Record<string, SubscriptionChange>;
  /** Consents by subscription type. Absent: none. */
  consents?: Record<string, ConsentDoc>;
  /** The last permanent failure of a delivery. Absent after it was cleared. */
  bounce?: { at: Date; code: string; text: string; mailingId?: string };
  /** Temporary failures in a row. */
  softBounces: number;
  /** When the last of them was reported, and for which mailing. */
  softBounceAt?: Date;
  softBounceMailingId?: string;
  complainedAt?: Date;
  /** Set to a new value by each change, until the recipients of mailings that are not sent yet are judged by it (`RecheckTasks`). */
  recheck?: string;
  /** Such a mark whose recipients were judged while older choices may still be written: they are judged once more. */
  recheckLater?: string;
}

/** An address whose recipients are to be judged again. */
export type MarkedAddress = Pick<MailAddressDoc, '_id' | 'contactIds' | 'recheck'>;

/** An address, and the contact to whom it belongs. */
export interface AddressOwner {
  /** The normalised address; see `addressKey`. */
  addressKey: string;
  contactId: string | null;
}

/** The key of an address whose owner's personal data was erased: it still tells that the owner has unsubscribed, but not who that was. */
const HASHED = 'sha256:';
export const isHashedKey = (key: string): boolean => key.startsWith(HASHED);
export const hashedKey = (addressKey: string): string => `${HASHED}${hash('sha256', addressKey)}`;

/** Above this number of addresses, one more round trip costs less than to hash and look up each. */
const MANY = 50;

/** The changes that can be made to an address, as updates of MongoDB. */
type AddressUpdate = mongo.UpdateFilter<MailAddressDoc>;

@Injectable()
export class MailAddresses {
  readonly documents: mongo.Collection<MailAddressDoc>;

  constructor(@InjectConnection() connection: Connection) {
    this.documents = collectionOf(connection, 'mail_addresses');
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndexes([
      { key: { contactIds: 1 } },
      { key: { recheck: 1 }, partialFilterExpression: MARKED },
      { key: { recheckLater: 1 }, partialFilterExpression: POSTPONED },
    ]);
  }

  /** What is known of these addresses, and of other addresses of these contacts. One round trip for few, two for many addresses. */
  async known(
    addressKeys: readonly string[],
    contactIds: readonly string[],
    session?: mongo.ClientSession,
  ): Promise<MailAddressDoc[]> {
    const isMany = addressKeys.length > MANY;
    const keys = isMany ? [...addressKeys] : [...addressKeys, ...addressKeys.map(hashedKey)];
    const anyOf: mongo.Filter<MailAddressDoc>[] = [];
    if (keys.length > 0) anyOf.push({ _id: { $in: keys } });
    if (contactIds.length > 0) anyOf.push({ contactIds: { $in: [...contactIds] } });
    if (anyOf.length === 0) return [];
    const found = await this.documents.find({ $or: anyOf }, { session }).toArray();
    // An erasure stores the hashed key before it deletes the plain one, so each is found by one of the two reads.
    if (!isMany || !(await this.hasHashed(session))) return found;
    const hashed = { _id: { $in: addressKeys.map(hashedKey) } };
    return [...found, ...(await this.documents.find(hashed, { session }).toArray())];
  }

  private async hasHashed(session: mongo.ClientSession | undefined): Promise<boolean> {
    const filter = { _id: { $gte: HASHED, $lt: `${HASHED}g` } };
    return (await this.documents.findOne(filter, { session, projection: { _id: 1 } })) !== null;
  }

  find(addressKey: string): Promise<MailAddressDoc | null> {
    return this.documents.findOne({ _id: addressKey });
  }

  /** The addresses that are marked. */
  toRecheck(limit: number): Promise<MarkedAddress[]> {
    return this.documents
      .find(MARKED)
      .project<MarkedAddress>({ contactIds: 1, recheck: 1 })
      .limit(limit)
      .toArray();
  }

  /**
   * The recipients of these addresses are judged. A mark that is a newer one by now stays.
   * @param options `postpone`: they must be judged once more, see `recheckPostponed`
   */
  async rechecked(marked: readonly MarkedAddress[], { postpone }: { postpone: boolean }): Promise<void> {
    await this.documents.bulkWrite(
      marked.map(({ _id, recheck }) => ({
        updateOne: {
          filter: { _id, recheck },
          update: postpone ? { $rename: { recheck: 'recheckLater' } } : { $unset: { recheck: '' } },
        },
      })),
      { ordered: false },
    );
  }

  /** Marks the addresses that were postponed. */
  async recheckPostponed(): Promise<void> {
    await this.documents.updateMany(POSTPONED, { $rename: { recheckLater: 'recheck' } });
  }

  /** Changes what is known of addresses that are stored. */
  async changeStored(
    filter: mongo.Filter<MailAddressDoc>,
    update: AddressUpdate,
    session: mongo.ClientSession,
  ): Promise<void> {
    await this.documents.updateMany(filter, marked(update), { session });
  }

  /** Changes what is known of an address, and returns it. Safe to repeat if `update` is. */
  async change(
    { addressKey, contactId }: AddressOwner,
    update: AddressUpdate,
    session?: mongo.ClientSession,
  ): Promise<MailAddressDoc> {
    const changed = await this.documents.findOneAndUpdate(
      { _id: addressKey },
      {
        ...marked(update),
        ...(contactId !== null && {
          $addToSet: { ...(update.$addToSet as object | undefined), contactIds: contactId },
        }),
        $setOnInsert: initialValues(update, contactId),
      },
      { upsert: true, returnDocument: 'after', session },
    );
    if (!changed) throw new Error('An upsert returned no document');
    return changed;
  }
}

const MARKED: mongo.Filter<MailAddressDoc> = { recheck: { $type: 'string' } };
const POSTPONED: mongo.Filter<MailAddressDoc> = { recheckLater: { $type: 'string' } };

/** A change of what is known, after which recipients must be judged again. */
const marked = (update: AddressUpdate): AddressUpdate => ({
  ...update,
  $set: { ...update.$set, recheck: newId() },
});

/** The initial values of the required fields that the update itself does not set. */
function initialValues(update: AddressUpdate, contactId: string | null): Partial<MailAddressDoc> {
  const touched = new Set(Object.values(update).flatMap((part) => Object.keys(part as object)));
  const touches = (field: string): boolean =>
    [...touched].some((name) => name === field || name.startsWith(`${field}.`));
  return {
    ...(contactId === null && { contactIds: [] }),
    ...(!touches('unsubscribed') && { unsubscribed: {} }),
    ...(!touches('softBounces') && { softBounces: 0 }),
  };
}
