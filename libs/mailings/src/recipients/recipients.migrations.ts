import { EmailAddress, type BlockReason } from '@linkflow/contracts';
import { addressKey } from '@linkflow/crm-port';
import { dropIndexes, type Migration } from '@linkflow/platform';
import type { mongo } from 'mongoose';
import { searchTextOf } from './recipients.repository';

/** The fields of a recipient that a migration reads. */
interface StoredRecipient {
  _id: string;
  mailingId: string;
  email: string;
  name: string;
  searchText?: string;
  addressKey?: string;
  removedAt: Date | null;
  blocked?: { code: BlockReason; at: Date };
  erasedAt?: Date;
  delivery?: unknown;
}

/** The fields of a source that a migration reads. */
interface StoredSource {
  _id: string;
  mailingId: string;
  kind: string;
  targetId?: string;
  state: string;
  contactIds?: string[];
}

export const recipientMigrations: readonly Migration[] = [
  // Named after the lib that owned the collection when it was released.
  {
    id: 'links-0006-addresses-of-recipients',
    description:
      'recipients: one per address and mailing gets the key of its address, the one that was added first',
    up: ({ db }) => giveAddressKeys(db),
  },
  {
    id: 'mailings-0003-recipients-without-address-key',
    description:
      'recipients: those that no mail is sent to, as another has their address, say so and are not counted',
    up: ({ db }) => blockKeyless(db),
  },
  {
    id: 'mailings-0004-sources',
    description:
      'audience_sources: each group once per mailing; chosen contacts end with the reading. Mailings take over `updateAtSending`',
    up: ({ db }) => uniqueSources(db),
  },
  {
    id: 'mailings-0007-lists-in-order',
    description: 'recipients: replace two indexes; lists sorted all recipients of a mailing for each page',
    up: ({ db }) =>
      dropIndexes(db, 'recipients', [
        'mailingId_1_removedAt_1_addedAt_-1',
        'mailingId_1_delivery.state_1_delivery.at_1',
      ]),
  },
  {
    id: 'mailings-0009-search-texts',
    description: 'recipients: address and name in one text, which a search reads from an index',
    async up({ db }) {
      await db
        .collection('recipients')
        .updateMany({ searchText: { $exists: false }, test: { $exists: false } }, [
          { $set: { searchText: { $concat: ['$email', '\n', '$name'] } } },
        ]);
    },
  },
  {
    id: 'mailings-0010-searchable-texts',
    description: 'recipients: the text that a search reads has one form for all spellings',
    up: ({ db }) =>
      eachPage(
        db.collection('recipients'),
        { searchText: { $type: 'string' }, erasedAt: { $exists: false } },
        async (page) =>
          page.map(({ _id, email, name }) => ({
            updateOne: { filter: { _id }, update: { $set: { searchText: searchTextOf({ email, name }) } } },
          })),
      ),
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
  await eachPage(recipients, { erasedAt: { $exists: false } }, async (page) => {
    const keyless = page.filter(({ addressKey: key, email }) => key === undefined && email !== '');
    const taken = await takenAddresses(recipients, keyless);
    return keyless.flatMap(({ _id, mailingId, email, removedAt }) => {
      const key = addressKey(email);
      const place = `${mailingId} ${key}`;
      if (!removedAt && taken.has(place)) return [];
      if (!removedAt) taken.add(place);
      return [{ updateOne: { filter: { _id }, update: { $set: { addressKey: key } } } }];
    });
  });
}

/** Nobody was sent to without the key, but these recipients were shown and counted as if they were. */
async function blockKeyless(db: mongo.Db): Promise<void> {
  const recipients = db.collection<StoredRecipient>('recipients');
  const counts = db.collection<{ _id: string; recipients?: number }>('recipient_counts');
  const filter: mongo.Filter<StoredRecipient> = {
    addressKey: { $exists: false },
    blocked: { $exists: false },
    erasedAt: { $exists: false },
    delivery: { $exists: false },
    removedAt: null,
  };
  await eachPage(recipients, filter, async (page) => {
    const taken = await takenAddresses(recipients, page);
    const mailingIds = [...new Set(page.map(({ mailingId }) => mailingId))];
    // Counted again by their next reader.
    await counts.updateMany({ _id: { $in: mailingIds } }, { $unset: { recipients: '' } });
    return page.map(({ _id, mailingId, email }) => {
      const key = addressKey(email);
      const code = keylessReason(email, taken.has(`${mailingId} ${key}`));
      if (code === null) taken.add(`${mailingId} ${key}`);
      const change = code === null ? { addressKey: key } : { blocked: { code, at: new Date() } };
      return { updateOne: { filter: { _id }, update: { $set: change } } };
    });
  });
}

function keylessReason(email: string, isTaken: boolean): BlockReason | null {
  if (email === '') return 'no-address';
  if (!EmailAddress.safeParse(email).success) return 'invalid-address';
  return isTaken ? 'duplicate' : null;
}

/** The addresses of these recipients that a recipient of their mailing holds, as `<mailing> <key>`. */
async function takenAddresses(
  recipients: mongo.Collection<StoredRecipient>,
  page: readonly StoredRecipient[],
): Promise<Set<string>> {
  const held = await recipients
    .find({
      mailingId: { $in: page.map(({ mailingId }) => mailingId) },
      addressKey: { $in: page.map(({ email }) => addressKey(email)), $type: 'string' },
      removedAt: null,
    })
    .toArray();
  return new Set(held.map(({ mailingId, addressKey: key }) => `${mailingId} ${key}`));
}

async function eachPage(
  recipients: mongo.Collection<StoredRecipient>,
  filter: mongo.Filter<StoredRecipient>,
  operationsOf: (page: StoredRecipient[]) => Promise<mongo.AnyBulkWriteOperation<StoredRecipient>[]>,
): Promise<void> {
  for (let last = ''; ;) {
    const page = await recipients
      .find({ ...filter, _id: { $gt: last } })
      .sort({ _id: 1 })
      .limit(RECIPIENTS_PER_STEP)
      .toArray();
    const end = page.at(-1);
    if (!end) return;
    last = end._id;
    const operations = await operationsOf(page);
    if (operations.length > 0) await recipients.bulkWrite(operations, { ordered: false });
  }
}

async function uniqueSources(db: mongo.Db): Promise<void> {
  const sources = db.collection<StoredSource>('audience_sources');
  const recipients = db.collection<{ _id: string; sources: string[] }>('recipients');
  const kept = new Map<string, string>();
  for (const { _id, mailingId, kind, targetId } of await sources.find({}).sort({ _id: 1 }).toArray()) {
    if (targetId === undefined) continue;
    const place = `${mailingId} ${kind} ${targetId}`;
    const first = kept.get(place);
    if (first === undefined) {
      kept.set(place, _id);
      await sources.updateOne({ _id }, { $set: { key: targetId } });
      continue;
    }
    // A repeated click had added the group again. Its recipients belong to the first source of it.
    await recipients.updateMany({ sources: _id }, { $addToSet: { sources: first } });
    await recipients.updateMany({ sources: _id }, { $pull: { sources: _id } });
    await sources.deleteOne({ _id });
  }
  await sources.updateMany({ state: 'done', contactIds: { $exists: true } }, [
    { $set: { total: { $size: '$contactIds' } } },
    { $unset: 'contactIds' },
  ]);
  const audiences = db.collection<{ _id: string; updateAtSending: boolean }>('audiences');
  for await (const { _id, updateAtSending } of audiences.find({}))
    await db.collection<{ _id: string }>('mailings').updateOne({ _id }, { $set: { updateAtSending } });
  await audiences.drop();
}
