import type { mongo } from 'mongoose';
import { libMigrations } from '@linkflow/migrations';
import { dropIndexes, type Migration } from '@linkflow/platform';

/**
 * Adds `contactId` to audit events about runs, bulk operations and contacts. Events about runs of erased contacts get no `contactId`;
 * instead, their target name and details are removed.
 */
async function addAuditedContacts(db: mongo.Db): Promise<void> {
  const isKind = (kind: string) => ({ $eq: ['$target.kind', kind] });
  const ofTarget = { $cond: [isKind('contact'), '$target.id', '$$REMOVE'] };
  const contactIds = [
    '$run.subject.contactId',
    '$details.contactId',
    '$details.filter.contactId',
    ofTarget,
    '$$REMOVE',
  ];
  const isErased = { $eq: [{ $type: '$run.erasedAt' }, 'date'] };
  await db
    .collection('audit')
    .aggregate([
      { $match: { contactId: { $exists: false }, 'target.kind': { $in: ['run', 'bulk', 'contact'] } } },
      // The runs have their current shape here, because the migrations of the libs come first.
      { $lookup: { from: 'runs', localField: 'target.id', foreignField: '_id', as: 'run' } },
      { $set: { run: { $first: '$run' } } },
      {
        $project: {
          contactId: { $cond: [isErased, '$$REMOVE', { $ifNull: contactIds }] },
          target: { $mergeObjects: ['$target', { $cond: [isErased, { name: '' }, {}] }] },
          details: { $cond: [isErased, {}, '$$REMOVE'] },
        },
      },
      // `merge` replaces the projected fields and keeps all others.
      { $merge: { into: 'audit', on: '_id', whenMatched: 'merge', whenNotMatched: 'discard' } },
    ])
    .toArray();
}

interface PasswordLink {
  _id: string;
  userId: string | null;
  purpose: string;
  expiresAt: Date;
}

/**
 * Changes the `_id` of password links from the hash of the token to the id of the user. Links keep working; if a user has several, only the
 * newest does. If interrupted, the migration continues with the links that have no `hash` yet.
 */
async function keyPasswordLinksByUser(db: mongo.Db): Promise<void> {
  const links = db.collection<PasswordLink>('password_links');
  const users = db.collection<{ _id: string; sessionGeneration: number }>('users');
  await dropIndexes(db, 'password_links', ['userId_1']);
  const old = links.find({ hash: { $exists: false } }).sort({ expiresAt: -1 });
  for await (const { _id: hash, userId, ...link } of old) {
    if (userId === null) {
      await links.updateOne({ _id: hash }, { $set: { hash, generation: null } });
      continue;
    }
    const user = await users.findOne({ _id: userId });
    const generation = user?.sessionGeneration ?? null;
    await links.updateOne(
      { _id: userId },
      { $setOnInsert: { ...link, userId, hash, generation } },
      { upsert: true },
    );
    await links.deleteOne({ _id: hash });
  }
}

/** Fields with the id of a contact, by collection. Release 0.1 left these documents when a contact was deleted. */
const LEFT_BY_DELETED_CONTACTS = {
  recipients: 'contactId',
  runs: 'subject.contactId',
  follow_ups: 'contactId',
  requests: 'contactId',
};

/**
 * Requests the erasure of each contact that is referred to but has no card. Does nothing if there are no cards at all, because then the
 * collection is more likely missing than every contact deleted.
 */
async function eraseDeletedContacts(db: mongo.Db): Promise<void> {
  if (!(await db.collection('contacts').findOne({}, { projection: { _id: 1 } }))) return;
  for (const [name, field] of Object.entries(LEFT_BY_DELETED_CONTACTS))
    await db
      .collection(name)
      .aggregate(
        [
          { $match: { [field]: { $type: 'string' } } },
          { $group: { _id: `$${field}` } },
          { $lookup: { from: 'contacts', localField: '_id', foreignField: '_id', as: 'card' } },
          { $match: { card: { $size: 0 } } },
          { $project: { state: { $literal: 'erasing' }, done: { $literal: [] }, requestedAt: '$$NOW' } },
          { $merge: { into: 'erasures', on: '_id', whenMatched: 'keepExisting', whenNotMatched: 'insert' } },
        ],
        { allowDiskUse: true },
      )
      .toArray();
}

/** The migrations of the libs, and of the collections of this app. */
export const migrations: readonly Migration[] = [
  ...libMigrations,
  {
    id: 'api-0001-audit-of-reruns',
    description: 'the audited action `run.again` is called `run.rerun`',
    async up({ db }) {
      await db.collection('audit').updateMany({ action: 'run.again' }, { $set: { action: 'run.rerun' } });
    },
  },
  {
    id: 'api-0002-end-of-sessions',
    description:
      'add the absolute end, the last use and the generation to sessions; forget counts of failed sign-ins',
    async up({ db }) {
      const days = (count: number) => count * 24 * 3_600_000;
      await db.collection('sessions').updateMany({ endsAt: { $exists: false } }, [
        {
          $set: {
            generation: 0,
            endsAt: { $add: ['$createdAt', days(90)] },
            lastUsedAt: { $max: ['$createdAt', { $subtract: ['$expiresAt', days(14)] }] },
            address: '',
            userAgent: '',
          },
        },
      ]);
      await db.collection('sign_in_attempts').deleteMany({ blockedUntil: { $exists: false } });
    },
  },
  {
    id: 'api-0003-audited-contacts',
    description: 'add `contactId` to audit events about a contact, its runs or a bulk for it',
    up: ({ db }) => addAuditedContacts(db),
  },
  {
    id: 'api-0004-one-password-link-per-user',
    description: 'password links have the id of their user, their hash in a field, and the generation',
    up: ({ db }) => keyPasswordLinksByUser(db),
  },
  {
    id: 'api-0005-erasures-of-deleted-contacts',
    description: 'request the erasure of contacts that were deleted before deleting erased a person',
    up: ({ db }) => eraseDeletedContacts(db),
  },
];
