import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import type { PageQuery } from '@linkflow/contracts';
import { containing, sortingOf, type RecipientDoc } from '@linkflow/links';
import { MailingStore } from '../store/mailing-store';
import { RecipientCounts } from './recipient-counts';

const SORTS = ['name', 'email', 'addedAt'] as const;

/** Reads and writes the collection `recipients`. */
@Injectable()
export class RecipientsRepository {
  constructor(
    private readonly store: MailingStore,
    private readonly counts: RecipientCounts,
  ) {}

  /** Adds those who are not there yet, and brings back those who were taken off. Says how many that were. */
  async add(mailingId: string, recipients: readonly RecipientDoc[]): Promise<number> {
    if (recipients.length === 0) return 0;
    return this.counts.changing(mailingId, async (session) => {
      const ids = recipients.flatMap(({ contactId }) => contactId ?? []);
      // The type is what the index of contacts asks for; without it each recipient of the mailing is looked at.
      const contactId = { $in: ids, $type: 'string' } as const;
      const there = await this.store.recipients
        .find({ mailingId, contactId }, { session })
        .project<Pick<RecipientDoc, 'contactId'>>({ contactId: 1 })
        .toArray();
      const back = await this.store.recipients.updateMany(
        { mailingId, contactId, removedAt: { $ne: null } },
        { $set: { removedAt: null } },
        { session },
      );
      const known = new Set(there.map((one) => one.contactId));
      const fresh = recipients.filter((one) => !known.has(one.contactId));
      if (fresh.length > 0) await this.store.recipients.insertMany(fresh, { session });
      return back.modifiedCount + fresh.length;
    });
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
    const there = await this.store.recipients.findOne({ _id: id, mailingId, removedAt: null });
    if (!there) return false;
    const more = await this.counts.changing(mailingId, async (session) => {
      const { matchedCount } = await this.store.recipients.updateOne(
        { _id: id, mailingId, removedAt: null },
        { $set: { removedAt: at } },
        { session },
      );
      return -matchedCount;
    });
    return more !== 0;
  }

  /** How many recipients each mailing has, in one round trip. */
  countOf(mailingIds: readonly string[]): Promise<Map<string, number>> {
    return this.counts.of(mailingIds);
  }
}
