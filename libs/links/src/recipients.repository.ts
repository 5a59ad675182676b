import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { PageQuery } from '@linkflow/contracts';
import { Batcher, collectionOf } from '@linkflow/platform';
import { NAME_ORDER, containing, sortingOf } from './list-query';

/** Collection `recipients`: one address in one mailing. Tokens and clicks refer to it, so it belongs to this lib. */
export interface RecipientDoc {
  _id: string;
  mailingId: string;
  /** Null: the address belongs to no contact. */
  contactId: string | null;
  email: string;
  name: string;
  addedAt: Date;
  /** Set when it was removed from the mailing. Its tracked links stay valid. */
  removedAt: Date | null;
}

const NAME = 'recipients';
const SORT_FIELDS = ['name', 'email', 'addedAt'] as const;

@Injectable()
export class RecipientsRepository {
  readonly recipients: mongo.Collection<RecipientDoc>;

  constructor(
    @InjectConnection() connection: Connection,
    private readonly batcher: Batcher,
  ) {
    this.recipients = collectionOf(connection, NAME);
  }

  async createIndexes(): Promise<void> {
    await this.recipients.createIndexes([
      {
        key: { mailingId: 1, contactId: 1 },
        unique: true,
        partialFilterExpression: { contactId: { $type: 'string' } },
      },
      { key: { mailingId: 1, removedAt: 1, addedAt: -1 } },
      { key: { contactId: 1 } },
    ]);
  }

  /** Finds removed ones too. Look-ups of one event-loop turn share a round trip. */
  find(id: string): Promise<RecipientDoc | null> {
    return this.batcher.read<RecipientDoc>(NAME, id);
  }

  /** Finds removed ones too. */
  findMany(ids: readonly string[]): Promise<RecipientDoc[]> {
    return this.recipients.find({ _id: { $in: [...ids] } }).toArray();
  }

  /** The first one of a mailing that is not removed. */
  first(mailingId: string): Promise<RecipientDoc | null> {
    return this.recipients.findOne({ mailingId, removedAt: null }, { sort: { addedAt: 1, _id: 1 } });
  }

  /** Those of a mailing that are not removed. */
  async page(mailingId: string, query: PageQuery): Promise<{ rows: RecipientDoc[]; total: number }> {
    const filter: mongo.Filter<RecipientDoc> = { mailingId, removedAt: null };
    if (query.q) filter.$or = [{ name: containing(query.q) }, { email: containing(query.q) }];
    const { field, direction } = sortingOf(query.sort, SORT_FIELDS, { field: 'name', direction: 1 });
    const [rows, total] = await Promise.all([
      this.recipients
        .find(filter)
        .collation(NAME_ORDER)
        .sort({ [field]: direction, _id: 1 })
        .skip((query.page - 1) * query.pageSize)
        .limit(query.pageSize)
        .toArray(),
      this.recipients.countDocuments(filter),
    ]);
    return { rows, total };
  }

  /** Adds those whose contact is not in the mailing, and restores those that were removed. Returns the number of both. */
  async add(
    mailingId: string,
    recipients: readonly RecipientDoc[],
    session: mongo.ClientSession,
  ): Promise<number> {
    const ids = recipients.flatMap((recipient) => recipient.contactId ?? []);
    // With the condition on the type MongoDB uses the partial index; without it, it examines every recipient of the mailing.
    const contactId = { $in: ids, $type: 'string' } as const;
    const existing = await this.recipients
      .find({ mailingId, contactId }, { session })
      .project<Pick<RecipientDoc, 'contactId'>>({ contactId: 1 })
      .toArray();
    const restored = await this.recipients.updateMany(
      { mailingId, contactId, removedAt: { $ne: null } },
      { $set: { removedAt: null } },
      { session },
    );
    const existingContacts = new Set(existing.map((recipient) => recipient.contactId));
    const added = recipients.filter((recipient) => !existingContacts.has(recipient.contactId));
    if (added.length > 0) await this.recipients.insertMany(added, { session });
    return restored.modifiedCount + added.length;
  }

  /** False: there is no such recipient, or it is removed already. */
  async remove(
    mailingId: string,
    id: string,
    options: { at: Date; session: mongo.ClientSession },
  ): Promise<boolean> {
    const { matchedCount } = await this.recipients.updateOne(
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
      const groups = await this.recipients
        .aggregate<{ _id: string; n: number }>([
          { $match: { mailingId: { $in: [...mailingIds] }, ...filter } },
          { $group: { _id: '$mailingId', n: { $sum: 1 } } },
        ])
        .toArray();
      return new Map(groups.map((group) => [group._id, group.n]));
    };
    // Both counts are covered by the index; a filter on null would fetch every document.
    const [all, removed] = await Promise.all([count({}), count({ removedAt: { $gt: new Date(0) } })]);
    return new Map([...all].map(([id, n]) => [id, n - (removed.get(id) ?? 0)]));
  }
}
