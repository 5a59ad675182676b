import { addressKey } from '@linkflow/crm-port';
import type { Migration } from '@linkflow/platform';
import type { mongo } from 'mongoose';

/** The fields of a recipient that a migration reads. */
interface StoredRecipient {
  _id: string;
  mailingId: string;
  email: string;
  addressKey?: string;
  removedAt: Date | null;
}

export const recipientMigrations: readonly Migration[] = [
  // Named after the lib that owned the collection when it was released.
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
