import { Module } from '@nestjs/common';
import { FORM_SUBMITTED } from '@linkflow/contracts';
import { FormDrafts, FormPublishing, FormsService, SubmissionsService } from '@linkflow/forms';
import { FoldersService } from '@linkflow/links';
import { AppError } from '@linkflow/platform';
import { CatalogueModule } from '../catalogue/catalogue.controller';
import { EntityNames } from '../catalogue/entity-names';
import { WorkflowCatalogue } from '../catalogue/workflow-catalogue';
import { Presence, PresenceModule } from '../events/presence';
import { sendCsv } from '../http/csv';
import { controllerOf } from '../http/route';
import { engineForApi, formLibrary, linkLibrary, mailingLibrary } from '../lib-modules';
import { FunnelViews } from '../links/funnel-views';
import { workflowHandlers } from '../links/workflow-handlers';
import { changesBetween } from '../ops/audit-changes';
import { AuditLog, AuditModule } from '../ops/audit-log';
import { userRef } from '../session/signed-in-user';
import { FormViews } from './form-views';
import { submissionsCsv } from './submissions-csv';

const FormsController = controllerOf(
  'forms',
  [FormsService, FormViews, FoldersService, AuditLog, Presence],
  (forms, views, folders, audit, presence) => ({
    list: ({ query, user }) => views.page(query, user.id),
    create: async ({ body, user }) => {
      const form = await audit.record(user, {
        action: 'form.create',
        target: { kind: 'form', id: '', name: body.name },
        details: { template: body.template },
        act: () => forms.create(body, userRef(user), user.language),
        outcome: ({ _id: id, name }) => ({ target: { kind: 'form', id, name } }),
      });
      return views.detail(form);
    },
    get: async ({ params }) => views.detail(await forms.get(params.id)),
    update: async ({ params: { id }, body, user }) => {
      const { name } = await forms.get(id);
      const form = await audit.record(user, {
        action: 'form.change',
        target: { kind: 'form', id, name },
        changes: changesBetween({ name }, { name: body.name }),
        ...(body.content && { details: { blocks: body.content.blocks.length } }),
        act: () => forms.update(id, body, userRef(user)),
      });
      return views.detail(form);
    },
    remove: async ({ params: { id }, user }) => {
      const { name } = await forms.get(id);
      await audit.record(user, {
        action: 'form.delete',
        target: { kind: 'form', id, name },
        act: () => forms.remove(id, userRef(user)),
      });
    },
    move: async ({ params: { id }, body: { folderId }, user }) => {
      const before = await forms.get(id);
      const nameOf = async (folder: string | null) =>
        folder ? ((await folders.names([folder])).get(folder) ?? '') : null;
      await audit.record(user, {
        action: 'form.move',
        target: { kind: 'form', id, name: before.name },
        changes: changesBetween(
          { folder: await nameOf(before.folderId) },
          { folder: await nameOf(folderId) },
        ),
        act: () => forms.move(id, folderId, userRef(user)),
      });
    },
    uses: async ({ params }) => views.uses(await forms.get(params.id)),
    restore: async ({ params: { id }, user }) => {
      const form = await audit.record(user, {
        action: 'form.restore',
        // A deleted form cannot be read, so its name is known only after it was restored (`outcome`).
        target: { kind: 'form', id, name: '' },
        act: () => forms.restore(id, userRef(user)),
        outcome: ({ name }) => ({ target: { kind: 'form', id, name } }),
      });
      return views.detail(form);
    },
    publish: async ({ params: { id }, body, user }) => {
      const { name } = await forms.get(id);
      const form = await audit.record(user, {
        action: 'form.publish',
        target: { kind: 'form', id, name },
        act: () => forms.publish(id, body, userRef(user)),
        outcome: ({ liveContent, liveVersion }) => ({
          details: { version: liveContent?.number, workflow: liveVersion },
        }),
      });
      return views.detail(form);
    },
    versions: async ({ params: { id } }) => {
      const [{ liveContent }, versions] = await Promise.all([forms.get(id), forms.versions(id)]);
      return versions.map(({ number, publishedAt, publishedBy }) => ({
        number,
        publishedAt: publishedAt.toISOString(),
        publishedBy,
        live: number === liveContent?.number,
      }));
    },
    presence: async ({ params }) => presence.at((await forms.get(params.id))._id),
  }),
);

/** The workflow of a form: its draft and its published versions. */
const FormWorkflowsController = controllerOf(
  'formWorkflows',
  [FormsService, FormDrafts, FormPublishing, WorkflowCatalogue, FunnelViews, AuditLog],
  (forms, drafts, publishing, catalogue, funnels, audit) =>
    workflowHandlers({
      target: 'form',
      actions: { publish: 'form.publish-workflow', rollback: 'form.rollback' },
      trigger: FORM_SUBMITTED,
      get: (id) => forms.get(id),
      drafts,
      publishing,
      catalogue,
      funnels,
      audit,
    }),
);

const SubmissionsController = controllerOf(
  'submissions',
  [FormsService, SubmissionsService, FormViews, EntityNames, AuditLog],
  (forms, submissions, views, names, audit) => ({
    list: async ({ params, query }) => views.submissionPage(await forms.get(params.id), query),
    export: async ({ params, query: { status }, user }, reply) => {
      const form = await forms.get(params.id);
      await sendCsv(reply, `${form.name}.csv`, submissionsCsv(views, { form, status, user }));
    },
    decide: async ({ params: { id, submissionId }, body, user }) => {
      const form = await forms.get(id);
      const contact =
        body.as === 'contact' && body.contactId !== null
          ? await names.nameOf('contact', body.contactId)
          : null;
      if (contact?.missing) throw new AppError('not-found', 'There is no such contact');
      const decided = await audit.record(user, {
        action: 'form.decide',
        target: { kind: 'form', id, name: form.name },
        details: { submissionId, as: body.as },
        ...(contact && { contactId: contact.id }),
        act: () => submissions.decide(id, submissionId, body),
      });
      return views.submission(form, decided);
    },
    retry: async ({ params: { id, submissionId }, user }) => {
      const form = await forms.get(id);
      const retried = await audit.record(user, {
        action: 'form.retry',
        target: { kind: 'form', id, name: form.name },
        details: { submissionId },
        act: () => submissions.retry(id, submissionId),
      });
      return views.submission(form, retried);
    },
    remove: async ({ params: { id, submissionId }, user }) => {
      const { name } = await forms.get(id);
      await audit.record(user, {
        action: 'form.delete-submission',
        target: { kind: 'form', id, name },
        details: { submissionId },
        act: () => submissions.remove(id, submissionId),
      });
    },
  }),
);

@Module({
  imports: [
    formLibrary,
    linkLibrary,
    mailingLibrary,
    engineForApi,
    CatalogueModule,
    AuditModule,
    PresenceModule,
  ],
  providers: [FormViews, FunnelViews],
  controllers: [FormsController, FormWorkflowsController, SubmissionsController],
})
export class FormsApiModule {}
