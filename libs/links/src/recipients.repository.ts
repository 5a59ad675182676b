import { domainToASCII } from 'node:url';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { PageQuery } from '@linkflow/contracts';
import { Batcher, containing } from '@linkflow/platform';
import { ListRepository } from './list-query';

/** Collection `recipients`: one address in one mailing. Tokens and clicks refer to it, so it belongs to this lib. */
export interface RecipientDoc {
  _id: string;
  mailingId: string;
  /** Null if the address belongs to no contact. */
  contactId: string | null;
  email: string;
  /**
   * The address in a form that is equal for all spellings of one address, see `addressKey`. No two recipients of a mailing that are not
   * removed have the same one. Absent in a recipient that an early release added although the mailing had its address already: it keeps
   * its links, but the mailing is not sent to it.
   */
  addressKey?: string;
  name: string;
  addedAt: Date;
  /** When the recipient was removed from the mailing; null if it was not. The tracked links that it received stay valid. */
  removedAt: Date | null;
  /**
   * When the personal data of the recipient was erased. The recipient still counts in its mailing; clicks on its links are answered but
   * start no runs.
   */
  erasedAt?: Date;
}

/**
 * The form of an e-mail address that is equal for all its spellings: lower case, NFC, the domain in ASCII. RFC 5321 allows servers to
 * distinguish upper and lower case before the `@`, but none that people use does.
 */
export function addressKey(email: string): string {
  const plain = email.normalize('NFC').trim().toLowerCase();
  const at = plain.lastIndexOf('@');
  if (at < 0) return plain;
  const domain = plain.slice(at + 1);
  return `${plain.slice(0, at)}@${domainToASCII(domain) || domain}`;
}

const NAME = 'recipients';

interface RecipientQuery extends PageQuery {
  mailingId: string;
}

@Injectable()
export class RecipientsRepository extends ListRepository<RecipientDoc, RecipientDoc, RecipientQuery> {
  constructor(
    @InjectConnection() connection: Connection,
    private readonly batcher: Batcher,
  ) {
    super(connection, NAME, {
      sorts: ['name', 'email', 'addedAt'],
      standard: { field: 'name', direction: 1 },
    });
  }

  async createIndexes(): Promise<void> {
    await this.documents.createIndexes([
      {
        key: { mailingId: 1, contactId: 1 },
        unique: true,
        partialFilterExpression: { contactId: { $type: 'string' } },
      },
      { key: { mailingId: 1, removedAt: 1, addedAt: -1 } },
      { key: { contactId: 1 } },
      {
        key: { mailingId: 1, addressKey: 1 },
        partialFilterExpression: { addressKey: { $type: 'string' } },
      },
    ]);
  }

  /** A recipient by id, also a removed one. All look-ups of one event-loop turn share a round trip. */
  find(id: string): Promise<RecipientDoc | null> {
    return this.batcher.read<RecipientDoc>(NAME, id);
  }

  /** The first recipient of a mailing who is not removed. */
  first(mailingId: string): Promise<RecipientDoc | null> {
    return this.documents.findOne({ mailingId, removedAt: null }, { sort: { addedAt: 1, _id: 1 } });
  }

  /**
   * Adds the recipients whose contact and address are not in the mailing, and restores removed ones. A recipient that is in the mailing gets
   * the current address and name of its contact. Returns how many it added or restored. The caller makes concurrent changes of a mailing
   * conflict, so no two recipients get the same address.
   */
  async add(
    mailingId: string,
    recipients: readonly RecipientDoc[],
    session: mongo.ClientSession,
  ): Promise<number> {
    // With the conditions on the type, MongoDB uses the partial indexes; without them, it would examine every recipient of the mailing.
    const contactId = {
      $in: recipients.flatMap((recipient) => recipient.contactId ?? []),
      $type: 'string',
    } as const;
    const keys = recipients.map(({ email }) => addressKey(email));
    const [ofContacts, ofAddresses] = [
      await this.documents.find({ mailingId, contactId }, { session }).toArray(),
      await this.documents
        .find({ mailingId, addressKey: { $in: keys, $type: 'string' }, removedAt: null }, { session })
        .toArray(),
    ];
    const byContact = new Map(ofContacts.map((recipient) => [recipient.contactId, recipient]));
    const holders = new Map(ofAddresses.map((recipient) => [recipient.addressKey, recipient._id]));
    const added: RecipientDoc[] = [];
    const changes: mongo.AnyBulkWriteOperation<RecipientDoc>[] = [];
    let restored = 0;
    for (const recipient of recipients) {
      const key = addressKey(recipient.email);
      const existing = byContact.get(recipient.contactId);
      const holder = holders.get(key);
      if (holder !== undefined && holder !== existing?._id) continue;
      holders.set(key, (existing ?? recipient)._id);
      if (!existing) {
        added.push({ ...recipient, addressKey: key });
        continue;
      }
      if (existing.removedAt) restored += 1;
      const { email, name } = recipient;
      changes.push({
        updateOne: {
          filter: { _id: existing._id },
          update: { $set: { email, name, addressKey: key, removedAt: null } },
        },
      });
    }
    if (changes.length > 0) await this.documents.bulkWrite(changes, { session });
    if (added.length > 0) await this.documents.insertMany(added, { session });
    return restored + added.length;
  }

  /** Ids of the mailings that a contact receives under another address or name than this one. */
  async mailingsWithOther({
    contactId,
    email,
    name,
  }: {
    contactId: string;
    email: string;
    name: string;
  }): Promise<string[]> {
    const found = await this.documents
      .find({
        contactId,
        removedAt: null,
        erasedAt: { $exists: false },
        $or: [{ email: { $ne: email } }, { name: { $ne: name } }],
      })
      .project<Pick<RecipientDoc, 'mailingId'>>({ mailingId: 1 })
      .toArray();
    return found.map(({ mailingId }) => mailingId);
  }

  /** Removes a recipient from its mailing. Returns false if there is no such recipient, or if it was removed before. */
  async remove(
    mailingId: string,
    id: string,
    options: { at: Date; session: mongo.ClientSession },
  ): Promise<boolean> {
    const { matchedCount } = await this.documents.updateOne(
      { _id: id, mailingId, removedAt: null },
      { $set: { removedAt: options.at } },
      { session: options.session },
    );
    return matchedCount === 1;
  }

  /** Number of recipients of each mailing that are not removed. A mailing without recipients is absent. */
  async countByMailing(mailingIds: readonly string[]): Promise<Map<string, number>> {
    if (mailingIds.length === 0) return new Map();
    const count = async (filter: mongo.Filter<RecipientDoc>): Promise<Map<string, number>> => {
      const groups = await this.documents
        .aggregate<{ _id: string; n: number }>([
          { $match: { mailingId: { $in: [...mailingIds] }, ...filter } },
          { $group: { _id: '$mailingId', n: { $sum: 1 } } },
        ])
        .toArray();
      return new Map(groups.map((group) => [group._id, group.n]));
    };
    // Both counts use only the index; a filter for `removedAt: null` would fetch every document.
    const [all, removed] = await Promise.all([count({}), count({ removedAt: { $gt: new Date(0) } })]);
    return new Map([...all].map(([id, n]) => [id, n - (removed.get(id) ?? 0)]));
  }

  /** The recipients of a mailing who are not removed. */
  protected filterOf({ mailingId, q }: RecipientQuery): mongo.Filter<RecipientDoc> {
    const filter: mongo.Filter<RecipientDoc> = { mailingId, removedAt: null };
    if (q) filter.$or = [{ name: containing(q) }, { email: containing(q) }];
    return filter;
  }
}
