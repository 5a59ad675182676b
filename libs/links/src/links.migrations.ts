import { dropIndexes, migrateDocuments, type Migration } from '@linkflow/platform';
import { addressKey } from './address-key';
import { browserOf } from './clicks/browser-of';

/** The fields of a recipient that a migration reads. */
interface StoredRecipient {
  _id: string;
  mailingId: string;
  email: string;
  addressKey?: string;
  removedAt: Date | null;
}

export const linksMigrations: readonly Migration[] = [
  {
    id: 'links-0001-clicker-fields',
    description: 'clickers: rename the field `born` to `createdByClick`',
    async up({ db }) {
      await db
        .collection('clickers')
        .updateMany({ born: { $exists: true } }, { $rename: { born: 'createdByClick' } });
      await dropIndexes(db, 'clickers', ['born_1_linkId_1_mailingId_1_first_1']);
    },
  },
  {
    id: 'links-0002-set-aside-reasons',
    description:
      'clicks_set_aside: the reasons `poison` and `unforeseen` are called `crashed-worker` and `unexpected-error`',
    async up({ db }) {
      const clicks = db.collection('clicks_set_aside');
      await clicks.updateMany({ reason: 'poison' }, { $set: { reason: 'crashed-worker' } });
      await clicks.updateMany({ reason: 'unforeseen' }, { $set: { reason: 'unexpected-error' } });
    },
  },
  {
    id: 'links-0003-reduced-user-agents',
    description: 'clicks: keep only the family and version of the browser',
    up: (context) =>
      migrateDocuments<{ _id: string; ua?: string }>(context, {
        collection: 'clicks',
        filter: { ua: { $type: 'string' } },
        change({ ua = '' }) {
          const browser = browserOf(ua);
          return browser === ua ? undefined : { $set: { ua: browser } };
        },
      }),
  },
  {
    id: 'links-0004-reduced-user-agents-set-aside',
    description: 'clicks_set_aside: keep only the family and version of the browser',
    up: (context) =>
      migrateDocuments<{ _id: string; click: { ua: string } }>(context, {
        collection: 'clicks_set_aside',
        filter: { 'click.ua': { $type: 'string' } },
        change({ click: { ua } }) {
          const browser = browserOf(ua);
          return browser === ua ? undefined : { $set: { 'click.ua': browser } };
        },
      }),
  },
  {
    id: 'links-0005-clickers-without-contact',
    description: 'clickers: remove `contactId`; the recipient has it',
    async up({ db }) {
      await db
        .collection('clickers')
        .updateMany({ contactId: { $exists: true } }, { $unset: { contactId: '' } });
      await dropIndexes(db, 'clickers', ['contactId_1']);
    },
  },
  {
    id: 'links-0006-addresses-of-recipients',
    description:
      'recipients: one per address and mailing gets the key of its address, the one that was added first',
    async up({ db }) {
      const recipients = db.collection<StoredRecipient>('recipients');
      const taken = async (mailingId: string, key: string): Promise<boolean> =>
        (await recipients.findOne({ mailingId, addressKey: key, removedAt: null })) !== null;
      // One after the other, in the order in which they were added: which of several spellings comes first decides. The ids of those that
      // have a key already need no progress marker.
      const without = recipients
        .find({ addressKey: { $exists: false }, erasedAt: { $exists: false }, email: { $ne: '' } })
        .sort({ addedAt: 1, _id: 1 });
      for await (const { _id, mailingId, email, removedAt } of without) {
        const key = addressKey(email);
        if (removedAt || !(await taken(mailingId, key)))
          await recipients.updateOne({ _id }, { $set: { addressKey: key } });
      }
    },
  },
];
