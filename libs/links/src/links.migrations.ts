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
];
