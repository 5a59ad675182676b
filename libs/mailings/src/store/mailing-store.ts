import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import type { RecipientDoc } from '@linkflow/links';
import type { MailingDoc } from './documents';

/** The collections of this lib, typed. */
@Injectable()
export class MailingStore {
  readonly mailings: mongo.Collection<MailingDoc>;
  readonly recipients: mongo.Collection<RecipientDoc>;

  constructor(@InjectConnection() connection: Connection) {
    const { db } = connection;
    if (!db) throw new Error('The store was made before MongoDB was connected.');
    this.mailings = db.collection<MailingDoc>('mailings');
    this.recipients = db.collection<RecipientDoc>('recipients');
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
