import { z } from 'zod';
import { LINK_ANSWERS, SHOWN_CLICKS } from '../choices';
import { Id, Instant, PageQuery, Ref, Text, byId, pageOf, type Page } from '../common';
import { HttpUrl, Name } from '../written-texts';
import { Reason } from '../runs';
import { ConditionTrace } from '../workflow/conditions';
import { WorkflowDocument, WorkflowLayout, WorkflowEdits, WorkflowProblem } from '../workflow/document';
import { SENDING_STATES } from '../mail/mail-states';
import { LinkTrust, Verdict } from '../verdicts';
import { CLICK_COUNTS, VERDICT_COUNTS } from './clicks';
import { Funnel, FunnelQuery, LinkActionTotals, LinkActionsQuery } from './funnels';
import type { SubjectSchemas } from './routes';

export const LinkSummary = z.object({
  id: Id,
  name: z.string(),
  url: z.string(),
  folder: Ref.nullable(),
  /** Set for a local link, which belongs to one mailing. */
  mailing: Ref.nullable(),
  liveVersion: z.number().int().nullable(),
  /** True if the draft behaves differently from the live version. */
  changed: z.boolean(),
  ...VERDICT_COUNTS,
  updatedAt: Instant,
  updatedBy: Ref,
  /** When the link was put into the trash, by `updatedBy`; absent if it was not. */
  deletedAt: Instant.optional(),
});
export type LinkSummary = z.infer<typeof LinkSummary>;
export type LinkPage = Page<LinkSummary>;

/**
 * Which part of a library is listed: `mine`: what the user has created; `recent`: what was changed in the last `RECENT_DAYS` days; `trash`:
 * what was deleted. Without it: everything that is not deleted.
 */
export const LIBRARY_VIEWS = ['mine', 'recent', 'trash'] as const;
export type LibraryView = (typeof LIBRARY_VIEWS)[number];
export const RECENT_DAYS = 14;

/** `folderId=none` lists the links without a folder. */
export const LinkQuery = PageQuery.extend({
  folderId: z.union([Id, z.literal('none')]).optional(),
  view: z.enum(LIBRARY_VIEWS).optional(),
  mailingId: Id.optional(),
});
export type LinkQuery = z.infer<typeof LinkQuery>;

/** The data of a new link. Its workflow contains only the trigger. As long as the respond lane is empty, a click redirects to `url`. */
export const CreateLink = z.object({
  name: Name,
  url: HttpUrl,
  folderId: Id.nullable().optional(),
  mailingId: Id.nullable().optional(),
});
export type CreateLink = z.infer<typeof CreateLink>;

export const UpdateLink = z.object({
  name: Name.optional(),
  folderId: Id.nullable().optional(),
  /** Replaces how the clicks on the link are treated. */
  trust: LinkTrust.optional(),
});
export type UpdateLink = z.infer<typeof UpdateLink>;

/** The draft of a workflow for the canvas, with its problems. `sentences` has one sentence for each node, by node id. */
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
  /** What a click is answered with now. `url`: the website if `kind` is `redirect`, else the address of the link. */
  answer: z.object({ kind: z.enum(LINK_ANSWERS), url: z.string() }),
  createdAt: Instant,
  draft: DraftView,
  usedIn: z.array(Ref),
  trust: LinkTrust,
});
export type LinkDetail = z.infer<typeof LinkDetail>;

const DraftContent = z.object({
  url: z.string().trim().max(4000),
  document: WorkflowDocument,
  layout: WorkflowLayout,
});

/**
 * Replaces the draft. `revision` is the revision that was edited. If it is not the current one, the request fails with `draft.stale`.
 * `keepReplaced`: store the replaced draft in the history in any case. A client sets it where a person has decided against that draft.
 */
export const SaveDraft = DraftContent.extend({
  revision: z.number().int().min(0),
  keepReplaced: z.boolean().optional(),
});
export type SaveDraft = z.infer<typeof SaveDraft>;

/** Applies edits to the draft, all or none. Fails with `edit.refused` if an edit is not possible, and with `draft.stale` as `SaveDraft`. */
export const EditDraft = z.object({
  revision: z.number().int().min(0),
  edits: WorkflowEdits,
});
export type EditDraft = z.infer<typeof EditDraft>;

/** A draft that its author gives up before it was saved, as their side of a conflict. `revision` is the one that it was based on. */
export const DiscardDraft = DraftContent.extend({ revision: z.number().int().min(0) });
export type DiscardDraft = z.infer<typeof DiscardDraft>;

/** How a draft came into the history: a save replaced it, or its author gave it up before it was saved. */
const DraftHistoryReason = z.enum(['replaced', 'discarded']);

/** An earlier draft. `savedAt` and `savedBy` say who made it and when. */
export const DraftHistoryEntry = z.object({
  id: Id,
  reason: DraftHistoryReason,
  /** Revision of the draft, or of the draft that a discarded one was based on. */
  revision: z.number().int(),
  nodes: z.number().int(),
  savedAt: Instant,
  savedBy: Ref,
});
export type DraftHistoryEntry = z.infer<typeof DraftHistoryEntry>;

export const DraftHistoryDetail = DraftHistoryEntry.extend({
  url: z.string(),
  document: WorkflowDocument,
  layout: WorkflowLayout,
  sentences: z.record(z.string(), Text),
});
export type DraftHistoryDetail = z.infer<typeof DraftHistoryDetail>;

/** A colleague who has the page of a link open. `editing` is true if they may change its draft. */
export const PresentColleague = z.object({ id: Id, name: z.string(), editing: z.boolean() });
export type PresentColleague = z.infer<typeof PresentColleague>;

/** `liveVersion`: number of the live version as it was read. If another one is live by now, the request fails with `draft.stale`. */
export const PublishLink = z.object({
  revision: z.number().int().min(0),
  liveVersion: z.number().int().nullable().optional(),
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
  /** Number of the older version that was published again as this version. */
  copyOf: z.number().int().optional(),
});
export type VersionSummary = z.infer<typeof VersionSummary>;

export const VersionDetail = VersionSummary.extend({
  document: WorkflowDocument,
  layout: WorkflowLayout,
  /** One sentence for each node, by node id, with the current names of the entities in it. */
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
  ...CLICK_COUNTS,
  /** The first and the last click of a person; absent if all clicks are suspect or a machine's. */
  people: z.object({ firstAt: Instant, lastAt: Instant }).optional(),
  /** The best verdict of the clicks. */
  verdict: Verdict,
});
export type Clicker = z.infer<typeof Clicker>;
export type ClickerPage = Page<Clicker>;
/** Recipients who clicked a link, of all mailings or of one. Without `verdict`: clickers with any verdict. */
export const ClickersQuery = PageQuery.extend({ verdict: Verdict.optional(), mailingId: Id.optional() });
export type ClickersQuery = z.infer<typeof ClickersQuery>;
/**
 * `clicks=people`: the people who clicked, with their clicks; `all`: all clickers, or those with `verdict`, with the clicks of people, unsure
 * ones and of machines apart.
 */
export const ExportClickersQuery = z.object({
  clicks: z.enum(SHOWN_CLICKS).default('people'),
  verdict: Verdict.optional(),
  mailingId: Id.optional(),
});

/**
 * Where a link is used. `sent`: mailings whose sending has started; a change of the link applies to messages that were sent. `conflicts`: steps
 * that undo each other, in the draft of the link, or in it and other links of the same mailings.
 */
export const LinkUses = z.object({
  /** Those that are being edited first, then the newest. At most `MAX_LISTED_USES`. */
  mailings: z.array(z.object({ id: Id, name: z.string(), state: z.enum(SENDING_STATES).nullable() })),
  sent: z.number().int(),
  unsent: z.number().int(),
  /** Forms, and other links, whose workflows send one of these mailings. */
  forms: z.array(Ref),
  links: z.array(Ref),
  conflicts: z.array(z.object({ links: z.array(Ref), text: Text })),
});
export type LinkUses = z.infer<typeof LinkUses>;
export const MAX_LISTED_USES = 200;

/** Resets the counters of a link: the clicks so far from one mailing, or from all (`mailingId` null), no longer count. */
export const ResetLink = z.object({ mailingId: Id.nullable() });
export type ResetLink = z.infer<typeof ResetLink>;

/**
 * A reset of a link's counters. `running`: clickers are still being taken off the lists, which takes time for many. `clickers`: how many were
 * taken off so far.
 */
export const LinkReset = z.object({
  id: Id,
  at: Instant,
  by: Ref,
  mailing: Ref.nullable(),
  state: z.enum(['running', 'done']),
  clickers: z.number().int(),
});
export type LinkReset = z.infer<typeof LinkReset>;

/** Copies the draft of a link under a new name, into the same folder. The copy has no version and no clicks. */
export const DuplicateLink = z.object({ name: Name });

/**
 * Simulates a click now, by the given contact or, without `contactId`, by a recipient who is not a contact. The simulated workflow is
 * `draft` if given, otherwise the version `version` if given, otherwise the saved draft.
 */
export const SimulateLink = z.object({
  contactId: Id.nullable().optional(),
  version: z.int().min(1).max(1_000_000).optional(),
  draft: z.object({ url: z.string().trim().max(4000), document: WorkflowDocument }).optional(),
});
export type SimulateLink = z.infer<typeof SimulateLink>;

/** Starts a run of the live version for a contact, without a click. Its effects are real. */
export const StartRun = z.object({ contactId: Id });

/** The id of the new run. */
export const StartedRun = z.object({ id: Id });

export const SimulatedStep = z.object({
  nodeId: z.string(),
  type: z.string(),
  /** One sentence about what the step would do or decide. */
  sentence: Text,
  status: z.enum(['succeeded', 'skipped', 'failed']),
  /** The port that the run would follow. */
  port: z.string().optional(),
  reason: Reason.optional(),
  trace: ConditionTrace.optional(),
  /** For a step that waits: when the wait would end. */
  waitsUntil: Instant.optional(),
});
export type SimulatedStep = z.infer<typeof SimulatedStep>;

export const Simulation = z.object({
  contact: Ref.nullable(),
  /** Steps of the respond lane (`answer`) and of the then lane (`steps`), in order of execution. */
  answer: z.array(SimulatedStep),
  /** The address to which the recipient would be sent; null if a page would be shown. */
  address: z.string().nullable(),
  steps: z.array(SimulatedStep),
  /** The status with which the run would end. */
  outcome: z.enum(['succeeded', 'failed']),
});
export type Simulation = z.infer<typeof Simulation>;

const byVersion = { id: Id, number: z.coerce.number<number | string>().int().min(1).max(1_000_000) };

/** The routes of a workflow, whether it belongs to a link or to a form. */
export const workflowSchemas = {
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
  draftHistory: {
    summary:
      'Lists earlier drafts, the newest first: those that a colleague replaced, or that stood for a while',
    params: byId,
    response: z.array(DraftHistoryEntry),
  },
  discardDraft: {
    summary: 'Stores a draft that was never saved in the draft history, so that it can be had back',
    params: byId,
    body: DiscardDraft,
    response: DraftHistoryEntry,
    status: 201,
  },
  earlierDraft: {
    summary: 'Returns an earlier draft with a sentence per node',
    params: { id: Id, entryId: Id },
    response: DraftHistoryDetail,
  },
  publish: {
    summary:
      'Publishes the draft as a new version; refused with `workflow.invalid`, `draft.stale` or `version.unchanged`',
    params: byId,
    body: PublishLink,
    response: VersionSummary,
  },
  versions: {
    summary: 'Lists the versions of the workflow, the newest first',
    params: byId,
    response: z.array(VersionSummary),
  },
  version: {
    summary: 'Returns a version with its workflow',
    params: byVersion,
    response: VersionDetail,
  },
  publishVersion: {
    summary:
      'Publishes a copy of an older version under a new number; refused with `draft.stale` if another version than `live` is live',
    params: byVersion,
    query: z.object({ live: z.coerce.number<number | string>().int().optional() }),
    response: VersionSummary,
  },
  funnel: {
    summary:
      'Returns how many runs of a version took each way: by node and port, with times, for one version or two',
    params: byId,
    query: FunnelQuery,
    response: Funnel,
  },
} as const;

export const linkRoutes = {
  links: {
    list: { summary: 'Lists tracked links', query: LinkQuery, response: pageOf(LinkSummary) },
    create: { summary: 'Creates a link', body: CreateLink, response: LinkDetail, status: 201 },
    get: { summary: 'Returns a link with its draft', params: byId, response: LinkDetail },
    update: {
      summary: 'Renames a link or moves it to a folder',
      params: byId,
      body: UpdateLink,
      response: LinkDetail,
    },
    remove: {
      summary:
        'Puts a link into the trash; it can be restored. Messages that contain it still work, and their clicks count',
      params: byId,
    },
    restore: { summary: 'Restores a deleted link', params: byId, response: LinkDetail },
    clickers: {
      summary: 'Lists the recipients who clicked a link',
      params: byId,
      query: ClickersQuery,
      response: pageOf(Clicker),
    },
    exportClickers: {
      summary: 'Returns the recipients who clicked a link as a CSV file, in the language of the user',
      params: byId,
      query: ExportClickersQuery,
      response: { mediaType: 'text/csv' },
    },
    duplicate: {
      summary: 'Copies the draft of a link under a new name. The copy is not published and has no clicks',
      params: byId,
      body: DuplicateLink,
      response: LinkDetail,
      status: 201,
    },
    uses: {
      summary:
        'Returns where a link is used, also a deleted one: mailings, sent and unsent, the forms and links that send them, and links that do the opposite',
      params: byId,
      response: LinkUses,
    },
    reset: {
      summary:
        'Sets the counters of a link to zero, for all mailings or one, and takes the clickers off the lists. Clicks, runs and what they did stay',
      params: byId,
      body: ResetLink,
      response: LinkReset,
    },
    resets: {
      summary: 'Lists the resets of the counters of a link, the newest first',
      params: byId,
      response: z.array(LinkReset),
    },
    presence: {
      summary: 'Lists the colleagues who have the page of a link open',
      params: byId,
      response: z.array(PresentColleague),
    },
  },
  workflows: {
    ...workflowSchemas,
    actions: {
      summary:
        'Returns how often the steps of each type were carried out, and what became of them, in all versions or in one',
      params: byId,
      query: LinkActionsQuery,
      response: LinkActionTotals,
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
  },
} satisfies SubjectSchemas<'links' | 'workflows'>;
