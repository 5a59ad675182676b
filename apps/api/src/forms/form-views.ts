import { Injectable } from '@nestjs/common';
import {
  FORM_CAPTCHAS,
  FORM_SUBMITTED,
  labelOfBlock,
  reasonTexts,
  type FormContent,
  type FormDetail,
  type FormPage,
  type FormQuery,
  type FormSummary,
  type FormUses,
  type SubmissionPage,
  type SubmissionQuery,
  type SubmissionStatus,
  type SubmissionView,
} from '@linkflow/contracts';
import {
  FormReader,
  FormsService,
  SUBMISSION_REASONS,
  SubmissionsRepository,
  SubmissionsService,
  type FormDoc,
  type FormRow,
  type SubmissionDoc,
} from '@linkflow/forms';
import { FoldersService, LinkUrls, LinksService } from '@linkflow/links';
import { MailingsService } from '@linkflow/mailings';
import { OrganisationPagesConfig, readConfig } from '@linkflow/platform';
import { z } from 'zod';
import { EntityNames } from '../catalogue/entity-names';
import { WorkflowCatalogue } from '../catalogue/workflow-catalogue';
import { mailingUses } from '../links/link-uses';
import { draftView } from '../links/link-views';

/** What apps/click shows on the page of each form, for the builder. */
const FormPageConfig = z.object({
  FORM_CAPTCHA: z.enum(FORM_CAPTCHAS).default('off'),
  ...OrganisationPagesConfig.shape,
});

const textOf = reasonTexts(SUBMISSION_REASONS);

/** Builds the API's views of forms and submissions. */
@Injectable()
export class FormViews {
  private readonly config = readConfig(FormPageConfig);

  constructor(
    private readonly forms: FormsService,
    private readonly submissions: SubmissionsService,
    private readonly stored: SubmissionsRepository,
    private readonly reader: FormReader,
    private readonly links: LinksService,
    private readonly mailings: MailingsService,
    private readonly folders: FoldersService,
    private readonly urls: LinkUrls,
    private readonly names: EntityNames,
    private readonly catalogue: WorkflowCatalogue,
  ) {}

  async page(query: FormQuery, userId: string): Promise<FormPage> {
    const { rows, total } = await this.forms.page(query, userId);
    return { items: await this.summaries(rows), total, page: query.page, pageSize: query.pageSize };
  }

  async detail(form: FormDoc): Promise<FormDetail> {
    const { content, revision } = form.form;
    const [[summary], problems, draft] = await Promise.all([
      this.summaries([form]),
      this.forms.problemsOf(content),
      draftView(form, { catalogue: this.catalogue, trigger: FORM_SUBMITTED }),
    ]);
    if (!summary) throw new Error('No summary was built for the form');
    return {
      ...summary,
      captcha: this.config.FORM_CAPTCHA,
      organisation: {
        name: this.config.ORGANISATION_NAME,
        logoUrl: this.config.ORGANISATION_LOGO_URL ?? null,
      },
      content,
      revision,
      problems,
      draft,
      createdAt: form.createdAt.toISOString(),
    };
  }

  async uses({ _id: formId }: FormDoc): Promise<FormUses> {
    const [links, sites] = await Promise.all([
      this.links.opening({ formId, url: this.urls.form(formId) }),
      this.stored.sitesOf(formId),
    ]);
    return { links, ...mailingUses(await this.mailings.usesOf(links.map(({ id }) => id))), sites };
  }

  async submissionPage(form: FormDoc, query: SubmissionQuery): Promise<SubmissionPage> {
    const { rows, total } = await this.submissions.page(form._id, query);
    return { items: await this.views(form, rows), total, page: query.page, pageSize: query.pageSize };
  }

  async submission(form: FormDoc, submission: SubmissionDoc): Promise<SubmissionView> {
    const [view] = await this.views(form, [submission]);
    if (!view) throw new Error('No view was built for the submission');
    return view;
  }

  /** All submissions of a form, the newest first, in batches. */
  async *all(form: FormDoc, status: SubmissionStatus | undefined): AsyncGenerator<SubmissionView[]> {
    for await (const rows of this.submissions.all(form._id, status)) yield this.views(form, rows);
  }

  private views(form: FormDoc, rows: readonly SubmissionDoc[]): Promise<SubmissionView[]> {
    return Promise.all(
      rows.map(async (row): Promise<SubmissionView> => {
        const [content, contact, mailing, link] = await Promise.all([
          this.reader.version(form._id, row.version),
          this.names.refOf('contact', row.contactId),
          this.names.refOf('mailing', row.mailingId ?? null),
          this.names.refOf('link', row.linkId ?? null),
        ]);
        const { confirmation } = row;
        return {
          id: row._id,
          form: { id: form._id, name: form.name },
          version: row.version,
          at: row.at.toISOString(),
          status: row.status,
          contact: contact && { id: contact.id, name: contact.name, missing: contact.missing },
          address: row.address,
          answers: answersOf(content, row),
          consents: row.consents,
          utm: row.utm,
          mailing: mailing && { id: mailing.id, name: mailing.name, missing: mailing.missing },
          link: link && { id: link.id, name: link.name, missing: link.missing },
          site: row.site ?? null,
          spam: row.spam,
          unchecked: row.unchecked === true,
          confirmation: confirmation
            ? {
                sentAt: confirmation.sentAt?.toISOString() ?? null,
                confirmedAt: confirmation.confirmedAt?.toISOString() ?? null,
                problem: confirmation.problem ?? null,
              }
            : null,
          failure: row.failure ? { code: row.failure.code, message: textOf(row.failure) } : null,
          runId: row.runId ?? null,
        };
      }),
    );
  }

  private async summaries(rows: readonly (FormRow | FormDoc)[]): Promise<FormSummary[]> {
    const [counts, folders] = await Promise.all([
      this.stored.counts(rows.map(({ _id }) => _id)),
      this.folders.names(rows.flatMap(({ folderId }) => folderId ?? [])),
    ]);
    return rows.map(
      ({ _id: id, name, form, draft, liveContent, liveVersion, liveHash, folderId, ...row }) => ({
        id,
        name,
        title: form.content.settings.title,
        url: this.urls.form(id),
        liveContent: liveContent?.number ?? null,
        liveVersion,
        changed: form.hash !== liveContent?.hash || draft.hash !== liveHash,
        submissions: counts.get(id)?.submissions ?? 0,
        held: counts.get(id)?.held ?? 0,
        updatedAt: row.updatedAt.toISOString(),
        updatedBy: row.updatedBy,
        folder: folderId ? { id: folderId, name: folders.get(folderId) ?? '' } : null,
        ...(row.deletedAt && { deletedAt: row.deletedAt.toISOString() }),
      }),
    );
  }
}

/** The answers in the order of the questions. Questions without an answer are left out. */
function answersOf(content: FormContent | null, { values }: SubmissionDoc): SubmissionView['answers'] {
  const blocks = new Map((content?.blocks ?? []).map((block) => [block.name, block]));
  return Object.entries(values).flatMap(([name, value]) => {
    const block = blocks.get(name);
    if (value === null) return [];
    return { name, label: block ? labelOfBlock(block) : name, type: block?.type ?? 'text', value };
  });
}
