import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { ROUTES, type FormDetail, type SubmissionStatus } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { about, aName, nothing, type Case, type WriteScene } from './audit-of-writes.fixture';

/** Cases of the routes that write forms and submissions. */
export const formWriteCases = (scene: WriteScene): Case[] => {
  const aForm = () => scene.api.call(ROUTES.forms.create, { body: { name: aName(), template: 'person' } });
  const publish = ({ id, revision, draft }: FormDetail) =>
    scene.api.call(ROUTES.forms.publish, {
      params: { id },
      body: { revision, workflowRevision: draft.revision },
    });
  const aPublishedForm = async () => publish(await aForm());
  const aSubmission = (status: SubmissionStatus) => async () => {
    const { id } = await aForm();
    const submissionId = newId();
    await scene.app
      .get<Connection>(getConnectionToken())
      .collection<{ _id: string }>('form_submissions')
      .insertOne({
        _id: submissionId,
        formId: id,
        version: 1,
        at: new Date(),
        status,
        values: {},
        consents: [],
        address: null,
        addressKey: null,
        contactId: null,
        language: 'nb',
        utm: {},
        spam: [],
        attempts: 0,
      } as never);
    return { id, submissionId };
  };
  return [
    about(ROUTES.forms.create, nothing, aForm, { action: 'form.create' }),
    about(
      ROUTES.forms.update,
      aForm,
      ({ id }) => scene.api.call(ROUTES.forms.update, { params: { id }, body: { name: 'Nytt navn' } }),
      { action: 'form.change' },
    ),
    about(ROUTES.forms.publish, aForm, publish, {
      action: 'form.publish',
      details: { version: 1, workflow: 1 },
    }),
    about(ROUTES.forms.remove, aForm, ({ id }) => scene.api.call(ROUTES.forms.remove, { params: { id } }), {
      action: 'form.delete',
    }),
    about(
      ROUTES.forms.restore,
      async () => {
        const form = await aForm();
        await scene.api.call(ROUTES.forms.remove, { params: { id: form.id } });
        return form;
      },
      ({ id }) => scene.api.call(ROUTES.forms.restore, { params: { id } }),
      { action: 'form.restore' },
    ),
    about(
      ROUTES.formWorkflows.publish,
      aForm,
      ({ id, draft: { revision } }) =>
        scene.api.call(ROUTES.formWorkflows.publish, { params: { id }, body: { revision } }),
      { action: 'form.publish-workflow', details: { version: 1 } },
    ),
    about(
      ROUTES.formWorkflows.publishVersion,
      async () => {
        const form = await aPublishedForm();
        const { document, layout, revision } = form.draft;
        const saved = await scene.api.call(ROUTES.formWorkflows.saveDraft, {
          params: { id: form.id },
          body: {
            revision,
            url: '',
            layout,
            document: {
              ...document,
              nodes: document.nodes.filter(({ id }) => id === 'click'),
              edges: [],
            },
          },
        });
        await scene.api.call(ROUTES.formWorkflows.publish, {
          params: { id: form.id },
          body: { revision: saved.revision },
        });
        return form;
      },
      ({ id }) =>
        scene.api.call(ROUTES.formWorkflows.publishVersion, {
          params: { id, number: 1 },
          query: { live: 2 },
        }),
      { action: 'form.rollback', details: { version: 3, copyOf: 1 } },
    ),
    about(
      ROUTES.submissions.decide,
      aSubmission('held'),
      (params) => scene.api.call(ROUTES.submissions.decide, { params, body: { as: 'rejected' } }),
      { action: 'form.decide', details: { as: 'rejected' } },
    ),
    about(
      ROUTES.submissions.retry,
      aSubmission('failed'),
      (params) => scene.api.call(ROUTES.submissions.retry, { params }),
      { action: 'form.retry' },
    ),
    about(
      ROUTES.submissions.remove,
      aSubmission('spam'),
      (params) => scene.api.call(ROUTES.submissions.remove, { params }),
      { action: 'form.delete-submission' },
    ),
  ];
};
