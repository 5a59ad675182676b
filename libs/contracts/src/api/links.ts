import { z } from 'zod';
import { HttpUrl, Id, Instant, Name, Page, PageQuery, Ref, Text } from '../common';
import { WorkflowDocument, WorkflowLayout } from '../workflow/document';
import { WorkflowEdit } from '../workflow/edits';
import { WorkflowProblem } from '../workflow/problems';

export const LinkSummary = z.object({
  id: Id,
  name: z.string(),
  url: z.string(),
  folder: Ref.nullable(),
  /** Set for a local link, which belongs to one mailing. */
  mailing: Ref.nullable(),
  liveVersion: z.number().int().nullable(),
  /** The draft behaves differently from the live version. */
  changed: z.boolean(),
  clicks: z.number().int(),
  clickers: z.number().int(),
  updatedAt: Instant,
  updatedBy: Ref,
});
export type LinkSummary = z.infer<typeof LinkSummary>;
export type LinkPage = Page<LinkSummary>;

/** `folderId=none` lists what lies in no folder. */
export const LinkQuery = PageQuery.extend({
  folderId: z.union([Id, z.literal('none')]).optional(),
  mailingId: Id.optional(),
});
export type LinkQuery = z.infer<typeof LinkQuery>;

/** A new link starts with the trigger alone; an empty response lane redirects to `url`. */
export const CreateLink = z.object({
  name: Name,
  url: HttpUrl,
  folderId: Id.nullable().optional(),
  mailingId: Id.nullable().optional(),
});
export type CreateLink = z.infer<typeof CreateLink>;

export const UpdateLink = z.object({ name: Name.optional(), folderId: Id.nullable().optional() });
export type UpdateLink = z.infer<typeof UpdateLink>;

/** The draft as the canvas gets it: with what is wrong and with one sentence for each node. */
export const DraftView = z.object({
  revision: z.number().int(),
  url: z.string(),
  document: WorkflowDocument,
  layout: WorkflowLayout,
  problems: z.array(WorkflowProblem),
  sentences: z.record(z.string(), Text),
  savedAt: Instant,
  savedBy: Ref,
});
export type DraftView = z.infer<typeof DraftView>;

export const LinkDetail = LinkSummary.extend({
  createdAt: Instant,
  draft: DraftView,
  usedIn: z.array(Ref),
});
export type LinkDetail = z.infer<typeof LinkDetail>;

/** Saves the whole draft. `revision` is the one it was built on; an older one is refused with `draft.stale`. */
export const SaveDraft = z.object({
  revision: z.number().int().min(0),
  url: z.string().trim().max(4000),
  document: WorkflowDocument,
  layout: WorkflowLayout,
});
export type SaveDraft = z.infer<typeof SaveDraft>;

/** Changes the draft by edits, all or none; an edit that can't be done is refused with `edit.refused`. */
export const EditDraft = z.object({
  revision: z.number().int().min(0),
  edits: z.array(WorkflowEdit).min(1).max(200),
});
export type EditDraft = z.infer<typeof EditDraft>;

export const PublishLink = z.object({
  revision: z.number().int().min(0),
  note: z.string().trim().max(500).optional(),
});
export type PublishLink = z.infer<typeof PublishLink>;

export const VersionSummary = z.object({
  number: z.number().int(),
  hash: z.string(),
  url: z.string(),
  note: z.string().optional(),
  publishedAt: Instant,
  publishedBy: Ref,
  live: z.boolean(),
  /** Set when this version is a copy of an older one, published again. */
  copyOf: z.number().int().optional(),
});
export type VersionSummary = z.infer<typeof VersionSummary>;

export const VersionDetail = VersionSummary.extend({
  document: WorkflowDocument,
  layout: WorkflowLayout,
  /** One sentence for each node, with the names of today. */
  sentences: z.record(z.string(), Text).optional(),
});
export type VersionDetail = z.infer<typeof VersionDetail>;

export const Clicker = z.object({
  recipientId: Id,
  email: z.string(),
  contact: Ref.nullable(),
  mailing: Ref,
  firstAt: Instant,
  lastAt: Instant,
  clicks: z.number().int(),
});
export type Clicker = z.infer<typeof Clicker>;
export type ClickerPage = Page<Clicker>;

export const Folder = z.object({
  id: Id,
  name: z.string(),
  parentId: Id.nullable(),
  links: z.number().int(),
});
export type Folder = z.infer<typeof Folder>;
export const SaveFolder = z.object({ name: Name, parentId: Id.nullable().optional() });
export type SaveFolder = z.infer<typeof SaveFolder>;
