import { z } from 'zod';
import { Id, PageQuery, pageOf } from '../common';
import {
  Clicker,
  CreateLink,
  DraftView,
  EditDraft,
  Folder,
  LinkDetail,
  LinkQuery,
  LinkSummary,
  PublishLink,
  SaveDraft,
  SaveFolder,
  SimulateLink,
  Simulation,
  StartRun,
  StartedRun,
  UpdateLink,
  VersionDetail,
  VersionSummary,
} from './links';
import {
  AddRecipients,
  AddedRecipients,
  CreateMailing,
  MailingDetail,
  MailingSummary,
  RecipientQuery,
  RecipientView,
  SetMailingLink,
  UpdateMailing,
} from './mailings';
import type { RouteSchemas } from './routes';

const byId = { id: Id };
const byVersion = { id: Id, number: z.coerce.number<number | string>().int().min(1).max(1_000_000) };

export const linkRoutes = {
  list: { summary: 'Lists tracked links', query: LinkQuery, response: pageOf(LinkSummary) },
  create: { summary: 'Creates a link', body: CreateLink, response: LinkDetail, status: 201 },
  get: { summary: 'Returns a link with its draft', params: byId, response: LinkDetail },
  update: {
    summary: 'Renames a link or moves it to a folder',
    params: byId,
    body: UpdateLink,
    response: LinkDetail,
  },
  remove: { summary: 'Deletes a link; it can be restored', params: byId },
  restore: { summary: 'Restores a deleted link', params: byId, response: LinkDetail },
  clickers: {
    summary: 'Lists the recipients who clicked a link',
    params: byId,
    query: PageQuery,
    response: pageOf(Clicker),
  },
} satisfies RouteSchemas<'links'>;

export const workflowRoutes = {
  draft: {
    summary: 'Returns the draft with its problems and a sentence per node',
    params: byId,
    response: DraftView,
  },
  saveDraft: {
    summary: 'Replaces the draft; refused with `draft.stale` when it was built on an older revision',
    params: byId,
    body: SaveDraft,
    response: DraftView,
  },
  editDraft: {
    summary: 'Applies edits to the draft, all or none',
    params: byId,
    body: EditDraft,
    response: DraftView,
  },
  publish: {
    summary:
      'Publishes the draft as a new version; refused with `workflow.invalid`, `draft.stale` or `version.unchanged`',
    params: byId,
    body: PublishLink,
    response: VersionSummary,
  },
  versions: {
    summary: 'Lists the versions of a link, the newest first',
    params: byId,
    response: z.array(VersionSummary),
  },
  version: {
    summary: 'Returns a version with its workflow',
    params: byVersion,
    response: VersionDetail,
  },
  publishVersion: {
    summary: 'Publishes a copy of an older version under a new number',
    params: byVersion,
    response: VersionSummary,
  },
  simulate: {
    summary: 'Shows what a click would do, without effects',
    params: byId,
    body: SimulateLink,
    response: Simulation,
  },
  run: {
    summary:
      'Starts a run of the live version for a contact, and returns its id; refused with `workflow.not-live` if there is no version with background steps',
    params: byId,
    body: StartRun,
    response: StartedRun,
    status: 201,
  },
} satisfies RouteSchemas<'workflows'>;

export const folderRoutes = {
  list: { summary: 'Lists the folders of the link library', response: z.array(Folder) },
  create: { summary: 'Creates a folder', body: SaveFolder, response: Folder, status: 201 },
  update: {
    summary: 'Renames or moves a folder, or both',
    params: byId,
    body: SaveFolder.partial(),
    response: Folder,
  },
  remove: {
    summary: 'Deletes a folder; refused with `folder.not-empty` while it contains links or folders',
    params: byId,
  },
} satisfies RouteSchemas<'folders'>;

export const mailingRoutes = {
  list: { summary: 'Lists mailings', query: PageQuery, response: pageOf(MailingSummary) },
  create: { summary: 'Creates a mailing', body: CreateMailing, response: MailingDetail, status: 201 },
  get: { summary: 'Returns a mailing with its content', params: byId, response: MailingDetail },
  update: {
    summary: 'Saves the content of a mailing; refused with `draft.stale` for an older revision',
    params: byId,
    body: UpdateMailing,
    response: MailingDetail,
  },
  remove: { summary: 'Deletes a mailing', params: byId },
  setLink: {
    summary: 'Makes one link of the content a library link, a new local link, or untracked',
    params: { id: Id, occurrence: z.coerce.number<number | string>().int().min(0).max(10_000) },
    body: SetMailingLink,
    response: MailingDetail,
  },
  preview: {
    summary: 'Returns the message of the first recipient, with links that are not tracked',
    params: byId,
    response: z.object({ html: z.string() }),
  },
  viewOnline: {
    summary: 'Shows a recipient their message in the browser; the token is the only credential',
    params: { token: z.string() },
    response: { mediaType: 'text/html' },
    public: true,
  },
} satisfies RouteSchemas<'mailings'>;

export const recipientRoutes = {
  list: {
    summary: 'Lists the recipients of a mailing',
    params: byId,
    query: RecipientQuery,
    response: pageOf(RecipientView),
  },
  add: {
    summary: 'Adds contacts and the members of selections; ignores contacts that are recipients already',
    params: byId,
    body: AddRecipients,
    response: AddedRecipients,
  },
  remove: {
    summary: 'Removes a recipient; tracked links that they received keep working',
    params: { id: Id, recipientId: Id },
  },
} satisfies RouteSchemas<'recipients'>;
