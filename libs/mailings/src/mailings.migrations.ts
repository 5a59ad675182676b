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
];
