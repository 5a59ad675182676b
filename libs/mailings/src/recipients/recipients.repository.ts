import { Injectable } from '@nestjs/common';
import { mongo } from 'mongoose';
import type { PageQuery } from '@linkflow/contracts';
import { containing, sortingOf, type RecipientDoc } from '@linkflow/links';
import { MailingStore } from '../store/mailing-store';

const DUPLICATE_KEY = 11_000;
const SORTS = ['name', 'email', 'addedAt'] as const;

/** Reads and writes the collection `recipients`. */
@Injectable()
export class RecipientsRepository {
  constructor(private readonly store: MailingStore) {}

  /** Adds those who are not there yet, and brings back those who were taken off. Says how many that were. */
  async add(mailingId: string, recipients: readonly RecipientDoc[]): Promise<number> {
    if (recipients.length === 0) return 0;
    const back = await this.store.recipients.updateMany(
      {
        mailingId,
        contactId: { $in: recipients.map(({ contactId }) => contactId) },
        removedAt: { $ne: null },
      },
      { $set: { removedAt: null } },
    );
    return back.modifiedCount + (await this.insertNew(recipients));
  }

  private async insertNew(recipients: readonly RecipientDoc[]): Promise<number> {
    try {
      const { insertedCount } = await this.store.recipients.insertMany([...recipients], { ordered: false });
      return insertedCount;
    } catch (error) {
      if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
      const errors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
      if (errors.length === 0 || errors.some((one) => one.code !== DUPLICATE_KEY)) throw error;
      return error.insertedCount;
    }
  }

  async page(mailingId: string, query: PageQuery): Promise<{ rows: RecipientDoc[]; total: number }> {
    const filter: mongo.Filter<RecipientDoc> = { mailingId, removedAt: null };
    if (query.q) filter.$or = [{ name: containing(query.q) }, { email: containing(query.q) }];
    const { field, direction } = sortingOf(query.sort, SORTS, { field: 'name', direction: 1 });
    const [rows, total] = await Promise.all([
      this.store.recipients
        .find(filter)
        .collation({ locale: 'nb', strength: 2 })
        .sort({ [field]: direction, _id: 1 })
        .skip((query.page - 1) * query.pageSize)
        .limit(query.pageSize)
        .toArray(),
      this.store.recipients.countDocuments(filter),
    ]);
    return { rows, total };
  }

  /** Those who were taken off too. */
  find(id: string): Promise<RecipientDoc | null> {
    return this.store.recipients.findOne({ _id: id });
  }

  first(mailingId: string): Promise<RecipientDoc | null> {
    return this.store.recipients.findOne({ mailingId, removedAt: null }, { sort: { addedAt: 1, _id: 1 } });
  }

  async remove(mailingId: string, id: string, at: Date): Promise<boolean> {
    const { matchedCount } = await this.store.recipients.updateOne(
      { _id: id, mailingId, removedAt: null },
      { $set: { removedAt: at } },
    );
    return matchedCount === 1;
  }

  /** How many recipients each mailing has, in one round trip. */
  async countOf(mailingIds: readonly string[]): Promise<Map<string, number>> {
    if (mailingIds.length === 0) return new Map();
    // All, and those that were removed: both come from the index alone, while "not removed" looks at every one of them.
    const count = async (which: mongo.Filter<RecipientDoc>): Promise<Map<string, number>> => {
      const groups = await this.store.recipients
        .aggregate<{ _id: string; n: number }>([
          { $match: { mailingId: { $in: [...mailingIds] }, ...which } },
          { $group: { _id: '$mailingId', n: { $sum: 1 } } },
        ])
        .toArray();
      return new Map(groups.map((group) => [group._id, group.n]));
    };
    const [all, removed] = await Promise.all([count({}), count({ removedAt: { $gt: new Date(0) } })]);
    return new Map([...all].map(([id, n]) => [id, n - (removed.get(id) ?? 0)]));
  }
}
