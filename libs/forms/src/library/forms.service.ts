import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import {
  formProblems,
  type CreateForm,
  type FormContent,
  type FormQuery,
  type FormProblem,
  type Language,
  type PublishForm,
  type Ref,
  type UpdateForm,
} from '@linkflow/contracts';
import { CrmFields } from '@linkflow/crm-port';
import { FoldersService, firstDraft, viewedBy, type Author, type RowPage } from '@linkflow/links';
import { AppError, Clock, newId, transaction } from '@linkflow/platform';
import { FormMailTypes } from '../ports';
import { FormTemplates } from '../templates/form-templates';
import { FormEvents, FormPublishing } from './form-workflows';
import { FormVersions, type FormVersionDoc } from './form-versions';
import { FormsRepository, contentHash, noSuchForm, type FormDoc, type FormRow } from './forms.repository';

/** Creates, changes, publishes and deletes forms. Drafts of their workflows are in FormDrafts. */
@Injectable()
export class FormsService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly forms: FormsRepository,
    private readonly contents: FormVersions,
    private readonly workflows: FormPublishing,
    private readonly templates: FormTemplates,
    private readonly fields: CrmFields,
    private readonly types: FormMailTypes,
    private readonly events: FormEvents,
    private readonly folders: FoldersService,
    private readonly clock: Clock,
  ) {
    folders.register('form', forms);
  }

  /** @param userId who asks, for the view `mine` */
  page(query: FormQuery, userId?: string): Promise<RowPage<FormRow>> {
    return this.forms.page(viewedBy(query, { userId, now: this.clock.now() }));
  }

  /** @throws AppError not-found, also for a deleted form */
  get(id: string): Promise<FormDoc> {
    return this.forms.get(id);
  }

  /** @param language of the new form, and of the texts of its template. @throws AppError target.missing if there is no such folder */
  async create(
    { template, folderId = null, ...choices }: CreateForm,
    by: Author,
    language: Language,
  ): Promise<FormDoc> {
    const at = this.clock.now();
    const { content, workflow } = await this.templates.make(template, { ...choices, language, by });
    const form: FormDoc = {
      _id: newId(),
      name: choices.name,
      form: { revision: 0, content, hash: contentHash(content), savedAt: at, savedBy: by },
      liveContent: null,
      draft: firstDraft(workflow, { url: '', by, at }),
      liveVersion: null,
      liveHash: null,
      deletedAt: null,
      folderId,
      createdAt: at,
      createdBy: by,
      updatedAt: at,
      updatedBy: by,
    };
    await transaction(this.connection, async (session) => {
      if (folderId) await this.folders.hold('form', folderId, session);
      await this.forms.documents.insertOne(form, { session });
    });
    this.events.announce(form._id, { change: 'created', by });
    return form;
  }

  /** @throws AppError not-found; draft.stale if the content was edited from another revision than the stored one */
  async update(id: string, { name, content, revision }: UpdateForm, by: Author): Promise<FormDoc> {
    const now = this.clock.now();
    const current = await this.get(id);
    const changed = { updatedAt: now, updatedBy: by, ...(name !== undefined && { name }) };
    if (!content) return this.changed(await this.forms.update(id, changed), by);
    const based = revision ?? current.form.revision;
    const form = {
      revision: based + 1,
      content,
      hash: contentHash(content),
      savedAt: now,
      savedBy: by,
    };
    const where = { deletedAt: null, 'form.revision': based };
    const updated = await this.forms.update(id, { ...changed, form }, { where });
    if (!updated) throw staleContent((await this.get(id)).form);
    return this.changed(updated, by);
  }

  /** Moves a form to a folder; null: out of its folder. @throws AppError not-found; target.missing */
  async move(id: string, folderId: string | null, by: Author): Promise<void> {
    await transaction(this.connection, async (session) => {
      if (folderId) await this.folders.hold('form', folderId, session);
      if (!(await this.forms.move(id, folderId, session))) throw noSuchForm();
    });
    this.events.announce(id, { change: 'changed', by });
  }

  async remove(id: string, by: Author): Promise<void> {
    const now = this.clock.now();
    const form = await this.forms.update(id, { deletedAt: now, updatedAt: now, updatedBy: by });
    if (!form) throw noSuchForm();
    this.events.announce(id, { change: 'deleted', by });
  }

  async restore(id: string, by: Author): Promise<FormDoc> {
    const change = { deletedAt: null, updatedAt: this.clock.now(), updatedBy: by };
    const form = await this.forms.update(id, change, { where: { deletedAt: { $ne: null } } });
    if (!form) return this.get(id);
    this.events.announce(id, { change: 'restored', by });
    return form;
  }

  /** The forms whose workflows send one of these mailings. */
  sending(mailingIds: readonly string[]): Promise<Ref[]> {
    return this.forms.sending(mailingIds);
  }

  /** What keeps the questions from being published. */
  async problemsOf(content: FormContent): Promise<FormProblem[]> {
    const [fields, types] = await Promise.all([this.fields.list('contact'), this.types.inUse()]);
    return formProblems(content, { fields, types });
  }

  /**
   * Publishes the questions and the workflow, each as a new version if it differs from the live one.
   * @throws AppError form.invalid or workflow.invalid with the problems; draft.stale if one of them has been saved since; version.unchanged
   * if neither has changed
   */
  async publish(id: string, { revision, workflowRevision }: PublishForm, by: Author): Promise<FormDoc> {
    const { form, draft, liveContent, liveHash, liveVersion } = await this.get(id);
    if (form.revision !== revision) throw staleContent(form);
    const problems = await this.problemsOf(form.content);
    if (problems.length > 0) throw invalidForm(problems);
    const isNewContent = form.hash !== liveContent?.hash;
    const isNewWorkflow = draft.hash !== liveHash;
    if (!isNewContent && !isNewWorkflow)
      throw new AppError('version.unchanged', 'What is live does exactly the same.');
    // The workflow first: a submission by the new questions must find a workflow that knows them.
    if (isNewWorkflow) await this.workflows.publish(id, { revision: workflowRevision, liveVersion }, by);
    if (isNewContent) await this.publishContent(id, revision, by);
    return this.get(id);
  }

  versions(id: string): Promise<Omit<FormVersionDoc, 'content'>[]> {
    return this.contents.list(id);
  }

  private async publishContent(id: string, revision: number, by: Author): Promise<void> {
    const publishedAt = this.clock.now();
    const version = await transaction(this.connection, async (session) => {
      const { form, liveContent } = await this.forms.get(id, session);
      if (form.revision !== revision) throw staleContent(form);
      const number = (liveContent?.number ?? 0) + 1;
      const { content, hash } = form;
      const change = { liveContent: { number, hash }, updatedAt: publishedAt, updatedBy: by };
      // Writes the form first: concurrent publishers conflict on it.
      await this.forms.update(id, change, { session });
      await this.contents.insert(
        { formId: id, number, content, hash, publishedAt, publishedBy: by },
        session,
      );
      return number;
    });
    this.events.announce(id, { change: 'published', version, by });
  }

  private changed(form: FormDoc | null, by: Author): FormDoc {
    if (!form) throw noSuchForm();
    this.events.announce(form._id, { change: 'changed', revision: form.form.revision, by });
    return form;
  }
}

function staleContent({ revision, savedBy, savedAt }: FormDoc['form']): AppError {
  return new AppError('draft.stale', `${savedBy.name} has saved this form in the meantime.`, {
    details: { revision, savedBy, savedAt: savedAt.toISOString() },
  });
}

function invalidForm(problems: readonly FormProblem[]): AppError {
  return new AppError('form.invalid', 'The form is not finished and cannot be published.', {
    issues: problems.map(({ code, message, block, property }) => ({
      code,
      message,
      path: [...(block === undefined ? ['settings'] : ['blocks', block]), property ?? '']
        .filter(Boolean)
        .join('.'),
    })),
  });
}
