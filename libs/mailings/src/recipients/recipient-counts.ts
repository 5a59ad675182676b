import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import type { RecipientDoc } from '@linkflow/links';
import { MailingStore } from '../store/mailing-store';

/** A remembered count that somebody else holds is not waited for, ms: the next to read it remembers it. */
const REMEMBER_MS = 1_000;

/**
 * How many recipients each mailing has. Kept where they are added and taken off, in the same transaction, so that it is exact
 * whoever dies when. A mailing that has no count yet is counted once by who first reads it.
 */
@Injectable()
export class RecipientCounts {
  constructor(private readonly store: MailingStore) {}

  /**
   * Changes who gets a mailing; `change` says by how many there are more (or fewer) now. One change of a mailing at a time: a
   * second one is done again once the first is through, so what it reads holds. May call `change` more than once.
   */
  async changing(
    mailingId: string,
    change: (session: mongo.ClientSession) => Promise<number>,
  ): Promise<number> {
    return this.store.transaction(async (session) => {
      // First, as it is what keeps the others out, and tells who is counting that their count is of the past.
      const count = await this.store.recipientCounts.findOneAndUpdate(
        { _id: mailingId },
        { $inc: { changes: 1 } },
        { upsert: true, returnDocument: 'after', session },
      );
      const more = await change(session);
      if (more !== 0 && count?.recipients !== undefined) {
        await this.store.recipientCounts.updateOne(
          { _id: mailingId },
          { $inc: { recipients: more } },
          { session },
        );
      }
      return more;
    });
  }

  /** Of those mailings that have any. */
  async of(mailingIds: readonly string[]): Promise<Map<string, number>> {
    const found = await this.store.recipientCounts.find({ _id: { $in: [...mailingIds] } }).toArray();
    const known = new Map(found.map((doc) => [doc._id, doc]));
    const unknown = mailingIds.filter((id) => known.get(id)?.recipients === undefined);
    const counted = await this.count(unknown);
    for (const id of unknown) {
      this.remember(id, known.get(id)?.changes, counted.get(id) ?? 0).catch(() => undefined);
    }
    return new Map(mailingIds.map((id) => [id, known.get(id)?.recipients ?? counted.get(id) ?? 0]));
  }

  /** Only where nobody has begun a change since: the count may be from before it. */
  private async remember(_id: string, changes: number | undefined, recipients: number): Promise<void> {
    if (changes === undefined) {
      // Refused where one was made meanwhile.
      await this.store.recipientCounts.insertOne({ _id, changes: 0, recipients }, { maxTimeMS: REMEMBER_MS });
    } else {
      await this.store.recipientCounts.updateOne(
        { _id, changes, recipients: { $exists: false } },
        { $set: { recipients } },
        { maxTimeMS: REMEMBER_MS },
      );
    }
  }

  private async count(mailingIds: readonly string[]): Promise<Map<string, number>> {
    if (mailingIds.length === 0) return new Map();
    // All, and those that were removed: both come from the index alone, while "not removed" looks at every one of them.
    const groupsOf = async (which: mongo.Filter<RecipientDoc>): Promise<Map<string, number>> => {
      const groups = await this.store.recipients
        .aggregate<{ _id: string; n: number }>([
          { $match: { mailingId: { $in: [...mailingIds] }, ...which } },
          { $group: { _id: '$mailingId', n: { $sum: 1 } } },
        ])
        .toArray();
      return new Map(groups.map((group) => [group._id, group.n]));
    };
    const [all, removed] = await Promise.all([groupsOf({}), groupsOf({ removedAt: { $gt: new Date(0) } })]);
    return new Map([...all].map(([id, n]) => [id, n - (removed.get(id) ?? 0)]));
  }
}
