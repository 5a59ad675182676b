import { dropIndexes, migrateDocuments, type Migration } from '@linkflow/platform';
import type { mongo } from 'mongoose';
import { browserOf } from './clicks/click-recorder';
import { addressKey } from './recipients.repository';

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
    up: ({ db }) => giveAddressKeys(db),
  },
];

const RECIPIENTS_PER_STEP = 1_000;

/** Ids are ordered by time, so the recipient that was added first gets the key. A repeat continues where the first attempt ended. */
async function giveAddressKeys(db: mongo.Db): Promise<void> {
  const recipients = db.collection<StoredRecipient>('recipients');
  // The same index as that of RecipientsRepository, which is created after the migrations.
  await recipients.createIndex(
    { mailingId: 1, addressKey: 1 },
    { partialFilterExpression: { addressKey: { $type: 'string' } } },
  );
  for (let last = ''; ;) {
    const page = await recipients
      .find({ _id: { $gt: last }, erasedAt: { $exists: false } })
      .sort({ _id: 1 })
      .limit(RECIPIENTS_PER_STEP)
      .toArray();
    const end = page.at(-1);
    if (!end) return;
    last = end._id;
    const keyless = page.filter(({ addressKey: key, email }) => key === undefined && email !== '');
    const held = await recipients
      .find({
        mailingId: { $in: keyless.map(({ mailingId }) => mailingId) },
        addressKey: { $in: keyless.map(({ email }) => addressKey(email)), $type: 'string' },
        removedAt: null,
      })
      .toArray();
    const taken = new Set(held.map(({ mailingId, addressKey: key }) => `${mailingId} ${key}`));
    const operations = keyless.flatMap(({ _id, mailingId, email, removedAt }) => {
      const key = addressKey(email);
      const place = `${mailingId} ${key}`;
      if (!removedAt && taken.has(place)) return [];
      if (!removedAt) taken.add(place);
      return [{ updateOne: { filter: { _id }, update: { $set: { addressKey: key } } } }];
    });
    if (operations.length > 0) await recipients.bulkWrite(operations, { ordered: false });
  }
}
