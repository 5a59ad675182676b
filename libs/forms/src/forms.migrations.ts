import { FormContent } from '@linkflow/contracts';
import { dropIndexes, type Migration } from '@linkflow/platform';
import { contentHash } from './library/forms.repository';

interface StoredForm {
  _id: string;
  form: { content: unknown };
  liveContent: { number: number } | null;
}

interface StoredVersion {
  _id: string;
  content: unknown;
}

export const formMigrations: readonly Migration[] = [
  {
    id: 'forms-0001-captcha-and-folders',
    description: 'forms: the setting `captcha` and the folder; hashes as the new shape has them',
    async up({ db }) {
      const versions = db.collection<StoredVersion>('form_versions');
      for await (const { _id, content } of versions.find({
        'content.settings.captcha': { $exists: false },
      })) {
        const complete = FormContent.parse(content);
        await versions.updateOne({ _id }, { $set: { content: complete, hash: contentHash(complete) } });
      }
      const forms = db.collection<StoredForm>('forms');
      for await (const { _id, form, liveContent } of forms.find({ folderId: { $exists: false } })) {
        const content = FormContent.parse(form.content);
        const live = liveContent && (await versions.findOne({ _id: `${_id}:${liveContent.number}` }));
        await forms.updateOne(
          { _id },
          {
            $set: {
              folderId: null,
              'form.content': content,
              'form.hash': contentHash(content),
              ...(live && { 'liveContent.hash': contentHash(FormContent.parse(live.content)) }),
            },
          },
        );
      }
    },
  },
  {
    id: 'forms-0002-lists-in-order',
    description: 'forms, form_submissions: replace indexes; lists sorted all of them for each page',
    async up({ db }) {
      await dropIndexes(db, 'forms', ['deletedAt_1_updatedAt_-1', 'createdBy.id_1_deletedAt_1_updatedAt_-1']);
      await dropIndexes(db, 'form_submissions', ['formId_1_status_1_at_-1']);
    },
  },
];
