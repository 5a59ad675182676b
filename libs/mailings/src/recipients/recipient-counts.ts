import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { collectionOf, transaction } from '@linkflow/platform';
import { RecipientsRepository } from './recipients.repository';

/** Collection `recipient_counts`; `_id` is the id of the mailing. */
interface RecipientCountDoc {
  _id: string;
  /** Number of changes of the recipients. Each change increments it first. */
  changes: number;
  /** Absent until the recipients are counted for the first time. */
  recipients?: number;
}

type Change = (session: mongo.ClientSession, changes: number) => Promise<number>;

/** Time limit for storing a count that a reader computed. If it is exceeded, the next reader counts again and stores the result. */
const STORE_TIMEOUT_MS = 1_000;

/**
 * Number of recipients per mailing. It is updated in the transaction that adds or removes recipients, so it is exact after any
 * crash. It is stored with the first recipients; a mailing of an early release without a stored count is counted once, by its first reader.
 */
@Injectable()
export class RecipientCounts {
  readonly counts: mongo.Collection<RecipientCountDoc>;
  /** The last change of each mailing in this process. */
  private readonly running = new Map<string, Promise<unknown>>();

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly recipients: RecipientsRepository,
  ) {
    this.counts = collectionOf(connection, 'recipient_counts');
  }

  /**
   * Changes the recipients of a mailing. `change` gets the number of their changes, with this one, and returns the difference in their
   * number. Concurrent changes of a mailing conflict:
   * one of them is repeated after the other, so `change` may be called more than once. Those of one process wait for each other instead.
   */
  async changing(mailingId: string, change: Change): Promise<number> {
    const before = this.running.get(mailingId);
    const result = (async () => {
      await before?.catch(() => undefined);
      return this.changeOnce(mailingId, change);
    })();
    this.running.set(mailingId, result);
    try {
      return await result;
    } finally {
      if (this.running.get(mailingId) === result) this.running.delete(mailingId);
    }
  }

  private changeOnce(mailingId: string, change: Change): Promise<number> {
    return transaction(this.connection, async (session) => {
      // This write comes first: it makes concurrent changes conflict, and it prevents `store` from storing a count that was computed
      // earlier.
      const count = await this.counts.findOneAndUpdate(
        { _id: mailingId },
        { $inc: { changes: 1 } },
        { upsert: true, returnDocument: 'after', session },
      );
      const isFirst = count?.recipients === undefined && (await this.isEmpty(mailingId, session));
      const difference = await change(session, count?.changes ?? 1);
      // Without a stored count, each reader would count all recipients while many are added.
      if (isFirst)
        await this.counts.updateOne({ _id: mailingId }, { $set: { recipients: difference } }, { session });
      else if (difference !== 0 && count?.recipients !== undefined)
        await this.counts.updateOne({ _id: mailingId }, { $inc: { recipients: difference } }, { session });
      return difference;
    });
  }

  private async isEmpty(mailingId: string, session: mongo.ClientSession): Promise<boolean> {
    return (
      (await this.recipients.documents.findOne({ mailingId }, { session, projection: { _id: 1 } })) === null
    );
  }

  async of(mailingIds: readonly string[]): Promise<Map<string, number>> {
    const found = await this.counts.find({ _id: { $in: [...mailingIds] } }).toArray();
    const stored = new Map(found.map((doc) => [doc._id, doc]));
    const uncounted = mailingIds.filter((id) => stored.get(id)?.recipients === undefined);
    const counted = await this.recipients.countByMailing(uncounted);
    for (const id of uncounted) {
      this.store(id, stored.get(id)?.changes, counted.get(id) ?? 0).catch(() => undefined);
    }
    return new Map(mailingIds.map((id) => [id, stored.get(id)?.recipients ?? counted.get(id) ?? 0]));
  }

  /**
   * Stores a count that a reader has computed, unless a change of the recipients has begun since `changes` was read: the count may lack
   * that change.
   */
  private async store(_id: string, changes: number | undefined, recipients: number): Promise<void> {
    const options = { maxTimeMS: STORE_TIMEOUT_MS };
    if (changes === undefined) {
      // Fails if a change has created the document meanwhile.
      await this.counts.insertOne({ _id, changes: 0, recipients }, options);
    } else {
      const filter = { _id, changes, recipients: { $exists: false } };
      await this.counts.updateOne(filter, { $set: { recipients } }, options);
    }
  }
}
