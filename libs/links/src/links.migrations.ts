import { dropIndexes, migrateDocuments, type Migration } from '@linkflow/platform';
import { browserOf } from './clicks/browser-name';
import { answerOfVersion, type VersionDoc } from './library/versions';

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
    id: 'links-0006-counts-by-verdict',
    description: 'clicks and clickers: count people and machines apart; the totals are counted anew',
    async up({ db }) {
      await dropIndexes(db, 'clicks', ['linkId_1_kind_1__id_1']);
      await dropIndexes(db, 'clickers', ['createdByClick_1_linkId_1_mailingId_1_first_1']);
      await db.collection('click_rollup').deleteMany({});
    },
  },
  {
    id: 'links-0007-clicks-of-recipients',
    description: 'clicks: replace the index for the clicks of a recipient; a judgement reads them by time',
    up: ({ db }) => dropIndexes(db, 'clicks', ['recipientId_1_linkId_1_run_1_at_1']),
  },
  {
    id: 'links-0008-counters-can-be-reset',
    description: 'clicks: replace the index for counting; it leaves out clicks before a reset',
    up: ({ db }) => dropIndexes(db, 'clicks', ['linkId_1_kind_1__id_1_verdict_1']),
  },
  {
    id: 'links-0009-kinds-of-folders',
    description:
      'folders: those of links have the kind `link`; links: replace an index by two for the library',
    async up({ db }) {
      await db.collection('folders').updateMany({ kind: { $exists: false } }, { $set: { kind: 'link' } });
      await dropIndexes(db, 'folders', ['parentId_1_name_1']);
      await dropIndexes(db, 'links', ['mailingId_1_deletedAt_1']);
    },
  },
  {
    id: 'links-0010-totals-by-hour-and-mailing',
    description: 'click_totals: also by hour, and by link in each mailing; the totals are counted anew',
    async up({ db }) {
      await db.collection('click_rollup').deleteMany({});
    },
  },
  {
    id: 'links-0011-clickers-in-order',
    description: 'clickers: replace the index for lists, which sorted all clickers of a link for each page',
    up: ({ db }) => dropIndexes(db, 'clickers', ['linkId_1_lastAt_-1']),
  },
  {
    id: 'links-0012-library-in-order',
    description: 'links: replace two indexes; the library sorted all links for each page',
    up: ({ db }) =>
      dropIndexes(db, 'links', [
        'mailingId_1_deletedAt_1_updatedAt_-1__id_1',
        'createdBy.id_1_deletedAt_1_updatedAt_-1',
      ]),
  },
  {
    id: 'links-0013-mailings-count-their-clickers',
    description: 'reset_clickers: check that recipients still count in their mailing; some did not',
    async up({ db }) {
      await db.collection('reset_clickers').updateMany({}, { $set: { firstUnchecked: true } });
    },
  },
  {
    id: 'links-0014-answers-of-versions',
    description: 'link_versions: store what clicks are answered with, for lists of links',
    up: (context) =>
      migrateDocuments<Omit<VersionDoc, 'answer'>>(context, {
        collection: 'link_versions',
        filter: { answer: { $exists: false } },
        change: (version) => ({ $set: { answer: answerOfVersion(version) } }),
      }),
  },
];
