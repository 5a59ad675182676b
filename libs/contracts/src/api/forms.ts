import { z } from 'zod';
import { Id, Instant, PageQuery, Ref, Text, byId, pageOf, type Page } from '../common';
import { FormConsent, FormContent, FormValue, Utm } from '../forms/form-content';
import { FORM_CAPTCHAS, FORM_TEMPLATES, SPAM_REASONS, SUBMISSION_STATUSES } from '../forms/form-parts';
import { Reason } from '../runs';
import { Name } from '../written-texts';
import { SENDING_STATES } from '../mail/mail-states';
import { DraftView, LIBRARY_VIEWS, LinkDetail, workflowSchemas } from './links';
import type { SubjectSchemas } from './routes';

/** A form as the list shows it. */
export const FormSummary = z.object({
  id: Id,
  name: z.string(),
  title: z.string(),
  /** Address of the page. It shows the live version, or that there is none yet. */
  url: z.string(),
  /** Number of the live version of the questions; null if none is published. */
  liveContent: z.int().nullable(),
  /** Number of the live version of the workflow; null if none is published. */
  liveVersion: z.int().nullable(),
  /** True if the draft of the questions or of the workflow differs from what is live. */
  changed: z.boolean(),
  /** Submissions that are no spam. */
  submissions: z.int(),
  /** Submissions that wait for a person. */
  held: z.int(),
  updatedAt: Instant,
  updatedBy: Ref,
  folder: Ref.nullable(),
  /** When the form was put into the trash, by `updatedBy`; absent if it was not. */
  deletedAt: Instant.optional(),
});
export type FormSummary = z.infer<typeof FormSummary>;
export type FormPage = Page<FormSummary>;

export const FormProblemView = z.object({
  code: z.string(),
  message: Text,
  block: z.string().optional(),
  property: z.string().optional(),
});

/** `folderId=none` lists the forms without a folder. */
export const FormQuery = PageQuery.extend({
  folderId: z.union([Id, z.literal('none')]).optional(),
  view: z.enum(LIBRARY_VIEWS).optional(),
});
export type FormQuery = z.infer<typeof FormQuery>;

export const FormDetail = FormSummary.extend({
  /** The captcha of this installation. */
  captcha: z.enum(FORM_CAPTCHAS),
  /** Name and logo above the form, of this installation; empty and null if they are not set. */
  organisation: z.object({ name: z.string(), logoUrl: z.string().nullable() }),
  content: FormContent,
  /** Grows with each save of the content. */
  revision: z.int(),
  problems: z.array(FormProblemView),
  draft: DraftView,
  createdAt: Instant,
});
export type FormDetail = z.infer<typeof FormDetail>;

/**
 * Where a form is used. `links`: those that open it, as they are live or in their drafts, or whose address is that of its page. `mailings`: those
 * with such a link, of which `sent` have been started. `sites`: other websites from which it was submitted in a frame.
 */
export const FormUses = z.object({
  links: z.array(Ref),
  /** Those that are being edited first, then the newest. At most `MAX_LISTED_USES`. */
  mailings: z.array(z.object({ id: Id, name: z.string(), state: z.enum(SENDING_STATES).nullable() })),
  sent: z.int(),
  unsent: z.int(),
  sites: z.array(z.string()),
});
export type FormUses = z.infer<typeof FormUses>;

export const CreateForm = z.object({
  name: Name,
  /** By default an empty form. */
  template: z.enum(FORM_TEMPLATES).default('empty'),
  /** The subscription type that people sign up for. Only for the template `newsletter`, which cannot be published without one. */
  typeId: Id.optional(),
  /** The static selection to which people are added. Only for the template `newsletter`, which cannot be published without one. */
  selectionId: Id.optional(),
  folderId: Id.nullable().optional(),
});
export type CreateForm = z.infer<typeof CreateForm>;

/** `revision`: that of the content that was edited. If it is not the current one, the request fails with `draft.stale`. */
export const UpdateForm = z.object({
  name: Name.optional(),
  content: FormContent.optional(),
  revision: z.int().min(0).optional(),
});
export type UpdateForm = z.infer<typeof UpdateForm>;

/** `revision` and `workflowRevision` are those that the person saw. */
export const PublishForm = z.object({
  revision: z.int().min(0),
  workflowRevision: z.int().min(0),
});
export type PublishForm = z.infer<typeof PublishForm>;

export const FormVersionSummary = z.object({
  number: z.int(),
  publishedAt: Instant,
  publishedBy: Ref,
  live: z.boolean(),
});

const Status = z.enum(SUBMISSION_STATUSES);

/** A submission. `answers` are in the order of the version that the person saw. */
export const SubmissionView = z.object({
  id: Id,
  form: Ref,
  version: z.int(),
  at: Instant,
  status: Status,
  contact: Ref.nullable(),
  address: z.string().nullable(),
  answers: z.array(z.object({ name: z.string(), label: z.string(), type: z.string(), value: FormValue })),
  consents: z.array(FormConsent),
  utm: Utm,
  mailing: Ref.nullable(),
  link: Ref.nullable(),
  /** The website in which the form stood, such as `https://example.no`; null if it was on its own page. */
  site: z.string().nullable(),
  spam: z.array(z.enum(SPAM_REASONS)),
  /** True if it is held because the captcha could not be checked. */
  unchecked: z.boolean(),
  /** Of a submission that needs a confirmation. */
  confirmation: z
    .object({
      sentAt: Instant.nullable(),
      confirmedAt: Instant.nullable(),
      problem: z.string().nullable(),
    })
    .nullable(),
  /** Why it was not processed. */
  failure: Reason.nullable(),
  /** Id of its run; null if it has none. */
  runId: Id.nullable(),
});
export type SubmissionView = z.infer<typeof SubmissionView>;
export type SubmissionPage = Page<SubmissionView>;

export const SubmissionQuery = PageQuery.extend({ status: Status.optional() });
export type SubmissionQuery = z.infer<typeof SubmissionQuery>;

/** What a person decides about a held submission: whose it is (null: a new contact), or that it is rejected. */
export const DecideSubmission = z.discriminatedUnion('as', [
  z.object({ as: z.literal('contact'), contactId: Id.nullable() }),
  z.object({ as: z.literal('rejected') }),
]);
export type DecideSubmission = z.infer<typeof DecideSubmission>;

const ofForm = { id: Id, submissionId: Id };

export const formRoutes = {
  forms: {
    list: { summary: 'Lists forms', query: FormQuery, response: pageOf(FormSummary) },
    create: {
      summary: 'Creates a form, empty or from a template',
      body: CreateForm,
      response: FormDetail,
      status: 201,
    },
    get: { summary: 'Returns a form with its draft', params: byId, response: FormDetail },
    update: {
      summary: 'Changes the name or the questions of a form; refused with `draft.stale` on an older revision',
      params: byId,
      body: UpdateForm,
      response: FormDetail,
    },
    remove: { summary: 'Puts a form into the trash; it can be restored', params: byId },
    move: {
      summary: 'Moves a form to a folder; null: out of its folder',
      params: byId,
      body: z.object({ folderId: Id.nullable() }),
    },
    uses: {
      summary: 'Returns where a form is used: links, the mailings with these links, and websites',
      params: byId,
      response: FormUses,
    },
    restore: { summary: 'Takes a form out of the trash', params: byId, response: FormDetail },
    publish: {
      summary:
        'Publishes the questions and the workflow, each as a new version if it has changed; refused with `form.invalid`, `workflow.invalid` or `draft.stale`',
      params: byId,
      body: PublishForm,
      response: FormDetail,
    },
    versions: {
      summary: 'Lists the versions of the questions, the newest first',
      params: byId,
      response: z.array(FormVersionSummary),
    },
    presence: {
      summary: 'Lists the colleagues who have the page of a form open',
      params: byId,
      response: z.array(z.object({ id: Id, name: z.string(), editing: z.boolean() })),
    },
  },
  formWorkflows: workflowSchemas,
  submissions: {
    list: {
      summary: 'Lists the submissions of a form, the newest first',
      params: byId,
      query: SubmissionQuery,
      response: pageOf(SubmissionView),
    },
    export: {
      summary: 'Returns the submissions of a form as a CSV file, in the language of the user',
      params: byId,
      query: z.object({ status: Status.optional() }),
      response: { mediaType: 'text/csv' },
    },
    decide: {
      summary: 'Decides whose a held submission is, or rejects it',
      params: ofForm,
      body: DecideSubmission,
      response: SubmissionView,
    },
    retry: {
      summary:
        'Processes a failed submission again, one that was taken for spam, or one whose captcha could not be checked',
      params: ofForm,
      response: SubmissionView,
    },
    remove: { summary: 'Deletes a submission', params: ofForm },
  },
} satisfies SubjectSchemas<'forms' | 'formWorkflows' | 'submissions'>;

/** What has a workflow, as the workflow editor needs it. */
export type WorkflowOwnerView = Pick<LinkDetail, 'id' | 'draft'>;
