import { OrganisationConfig, migrateDocuments, readConfig, type Migration } from '@linkflow/platform';
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
];
