import {
  OrganisationConfig,
  dropIndexes,
  migrateDocuments,
  readConfig,
  type Migration,
  type MigrationContext,
} from '@linkflow/platform';
import type { mongo } from 'mongoose';
import { withDocument } from './content/mail-document';

export const mailingMigrations: readonly Migration[] = [
  {
    id: 'mailings-0001-whole-documents',
    description: 'mailings: the content becomes a whole document that looks as the page that showed it',
    up(context) {
      const { ORGANISATION_LANGUAGE: language } = readConfig(OrganisationConfig);
      return migrateDocuments<{ _id: string; html: string; subject: string }>(context, {
        collection: 'mailings',
        filter: { html: { $type: 'string' } },
        change({ html, subject }) {
          const document = withDocument(html, { language, title: subject });
          return document === html ? undefined : { $set: { html: document } };
        },
      });
    },
  },
  {
    id: 'mailings-0002-unsubscribed',
    description: 'one word for leaving: `left` and `opted-out` become `unsubscribed`',
    async up({ db }) {
      await db
        .collection('mail_addresses')
        .updateMany(
          { left: { $exists: true } },
          { $rename: { left: 'unsubscribed', leftAll: 'unsubscribedAll' } },
        );
      const changes = db.collection('subscription_changes');
      await changes.updateMany({ kind: 'left' }, { $set: { kind: 'unsubscribed' } });
      await changes.updateMany({ kind: 'joined' }, { $set: { kind: 'resubscribed' } });
      for (const scope of ['type', 'all'])
        await db
          .collection('recipients')
          .updateMany(
            { 'blocked.code': `opted-out.${scope}` },
            { $set: { 'blocked.code': `unsubscribed.${scope}` } },
          );
    },
  },
  {
    id: 'mailings-0005-refused-sendings',
    description:
      'mailings whose content could not be compiled are `refused` instead of `stopped`, so that they can be mended and started',
    up: ({ db }) => refuseNotCompiled(db),
  },
  {
    id: 'mailings-0006-tests-in-the-outbox',
    description: 'messages in the outbox say whether they are tests',
    up: (context) => markTests(context),
  },
  {
    id: 'mailings-0008-library-in-order',
    description: 'mailings: replace an index; their list sorted all of them for each page',
    up: ({ db }) => dropIndexes(db, 'mailings', ['deletedAt_1_updatedAt_-1']),
  },
  {
    id: 'mailings-0011-recheck-drafts',
    description:
      'mailings that are not sent yet: who gets them is decided again, as since this release whenever somebody unsubscribes',
    async up({ db }) {
      await db
        .collection('mailings')
        .updateMany(
          { deletedAt: null, 'sending.state': { $in: [null, 'scheduled', 'refused'] } },
          { $set: { recheck: 'mailings-0011' } },
        );
    },
  },
];

/** Recipients are kept as long as their messages, or longer. A message whose recipient is gone counts as no test. */
async function markTests(context: MigrationContext): Promise<void> {
  const tests = await context.db
    .collection<{ _id: string; test?: boolean }>('recipients')
    .distinct('_id', { test: true });
  const isTest = new Set(tests);
  await migrateDocuments<{ _id: string; recipientId: string }>(context, {
    collection: 'outbox',
    filter: { test: { $exists: false } },
    change: ({ recipientId }) => ({ $set: { test: isTest.has(recipientId) } }),
  });
}

/** The fields of a mailing that the migration of sendings reads. */
interface StoredMailing {
  _id: string;
  sending?: { state: string; problem?: { code: string } };
}

/** Nobody got a message of these mailings, because messages are written from the compiled content. */
async function refuseNotCompiled(db: mongo.Db): Promise<void> {
  const mailings = db.collection<StoredMailing>('mailings');
  const compiled = db.collection<{ _id: string }>('compiled_mailings');
  const failed = await mailings.distinct('_id', {
    'sending.state': 'stopped',
    'sending.problem.code': 'sending.not-compiled',
  });
  // Some were compiled, but their sender could not be written in a header.
  await compiled.deleteMany({ _id: { $in: failed } });
  // A user may have had a stopped one sent to those who were not reached, which could not succeed either.
  const started = await mailings.distinct('_id', {
    'sending.state': { $in: ['sending', 'paused', 'stopped'] },
  });
  const known = new Set(await compiled.distinct('_id', { _id: { $in: started } }));
  const refused = { $in: started.filter((id) => !known.has(id)) };
  await db
    .collection('recipients')
    .updateMany({ mailingId: refused, test: { $exists: false } }, { $unset: { delivery: '' } });
  await mailings.updateMany(
    { _id: refused },
    {
      $set: { 'sending.state': 'refused' },
      $unset: { 'sending.startedAt': '', 'sending.finishedAt': '' },
    },
  );
}
