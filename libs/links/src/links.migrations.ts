import { dropIndexes, type Migration } from '@linkflow/platform';

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
];
