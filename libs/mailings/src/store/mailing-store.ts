import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { RecipientDoc } from '@linkflow/links';
import { transaction } from '@linkflow/platform';
import type { MailingDoc, RecipientCountDoc } from './documents';

/** The collections of this lib, typed. */
@Injectable()
export class MailingStore {
  readonly mailings: mongo.Collection<MailingDoc>;
  readonly recipients: mongo.Collection<RecipientDoc>;
  readonly recipientCounts: mongo.Collection<RecipientCountDoc>;

  constructor(@InjectConnection() private readonly connection: Connection) {
    const { db } = connection;
    if (!db) throw new Error('The store was made before MongoDB was connected.');
    this.mailings = db.collection<MailingDoc>('mailings');
    this.recipients = db.collection<RecipientDoc>('recipients');
    this.recipientCounts = db.collection<RecipientCountDoc>('recipient_counts');
  }

  /** All or nothing. `work` may be called again when it met another transaction, so it must read what it decides on. */
  transaction<T>(work: (session: mongo.ClientSession) => Promise<T>): Promise<T> {
    return transaction(this.connection, work);
  }

  /** Makes the indexes that are missing. Called by the one app that sets up the database. */
  async ensureIndexes(): Promise<void> {
    await Promise.all([
      this.mailings.createIndexes([{ key: { deletedAt: 1, updatedAt: -1 } }, { key: { linkIds: 1 } }]),
      this.recipients.createIndexes([
        {
          key: { mailingId: 1, contactId: 1 },
          unique: true,
          partialFilterExpression: { contactId: { $type: 'string' } },
        },
        { key: { mailingId: 1, removedAt: 1, addedAt: -1 } },
        { key: { contactId: 1 } },
      ]),
    ]);
  }
}
