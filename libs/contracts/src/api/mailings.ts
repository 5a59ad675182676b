import { z } from 'zod';
import { LINK_ANSWERS } from '../choices';
import { Id, Instant, PageQuery, Ref, byId, changesOf, pageOf, type Page } from '../common';
import { HttpUrl, Line, Mailbox, Name } from '../written-texts';
import { BlockDocument } from '../mail/blocks';
import { MailCut, MailLinkKind, MailPlaceholder, MailProblem } from '../mail/content';
import { SENDING_STATES } from '../mail/mail-states';
import { MailTemplateId } from './mail-templates';
import { VERDICT_COUNTS } from './clicks';
import { LIBRARY_VIEWS } from './links';
import type { SubjectSchemas } from './routes';

/** Parameters of Google Analytics that are added to the addresses of tracked links when a recipient is redirected. */
export const Analytics = z.object({
  on: z.boolean(),
  medium: Line.max(100),
  source: Line.max(100),
  campaign: Line.max(100),
});
export type Analytics = z.infer<typeof Analytics>;
export const NO_ANALYTICS: Analytics = { on: false, medium: 'email', source: '', campaign: '' };

/**
 * A link in the HTML of a mailing. In the HTML, the address of a tracked link is `{{link:<id>}}`. `occurrence` is its position among the
 * links, from 0: the same address can occur several times.
 */
export const MailingLink = z.object({
  occurrence: z.number().int(),
  /** Line of the HTML, from 1. */
  line: z.number().int(),
  kind: MailLinkKind,
  text: z.string(),
  /** What a click is answered with; `redirect` if the link is not tracked. */
  answer: z.enum(LINK_ANSWERS),
  /** The address as it is written or, for a tracked link, to which it leads: that of the link itself if `answer` is not `redirect`. */
  href: z.string(),
  /** The address that a recipient reaches: `href` with the parameters of Google Analytics, if the mailing adds them. */
  leadsTo: z.string(),
  tracked: z.boolean(),
  link: Ref.nullable(),
  /** True if `link` is a local link, which belongs to this mailing; false if it is a link of the library, or null. */
  local: z.boolean(),
  /** The block in which the link stands; null if the mailing is written in HTML. */
  blockId: z.string().nullable(),
});
export type MailingLink = z.infer<typeof MailingLink>;

export const MailingSummary = z.object({
  id: Id,
  name: z.string(),
  subject: z.string(),
  recipients: z.number().int(),
  /** Number of links in the message, tracked or not. */
  links: z.number().int(),
  ...VERDICT_COUNTS,
  /** Null: a draft. */
  state: z.enum(SENDING_STATES).nullable(),
  /** Whether workflows can send it to further people. */
  openForWorkflows: z.boolean(),
  /** When the sending starts (`scheduled`), ended, or else started. */
  stateAt: Instant.nullable(),
  updatedAt: Instant,
  /** Subscription type; null if the mailing has none. */
  typeId: Id.nullable(),
  updatedBy: Ref,
  folder: Ref.nullable(),
  /** When the mailing was put into the trash, by `updatedBy`; absent if it was not. */
  deletedAt: Instant.optional(),
});
export type MailingSummary = z.infer<typeof MailingSummary>;
export type MailingPage = Page<MailingSummary>;

/** `folderId=none` lists the mailings without a folder. */
export const MailingQuery = PageQuery.extend({
  folderId: z.union([Id, z.literal('none')]).optional(),
  view: z.enum(LIBRARY_VIEWS).optional(),
});
export type MailingQuery = z.infer<typeof MailingQuery>;

export const MailingDetail = MailingSummary.extend({
  /** Null if the author writes HTML. */
  blocks: BlockDocument.nullable(),
  /** The document of the author or, for a mailing of blocks, what is rendered from them. */
  html: z.string(),
  /** All links in the HTML, tracked or not. */
  trackedLinks: z.array(MailingLink),
  /** What is taken out of the HTML when it is sent or shown. */
  removed: z.array(MailCut),
  /** Placeholders of other systems, and merge fields that do not exist. */
  placeholders: z.array(MailPlaceholder),
  problems: z.array(MailProblem),
  analytics: Analytics,
  preheader: z.string(),
  /** The mailing's own sender; null if it uses that of the installation. */
  from: z.object({ name: z.string(), address: z.string() }).nullable(),
  /** Where answers go; null: to the sender. */
  replyTo: z.object({ name: z.string(), address: z.string() }).nullable(),
  revision: z.number().int(),
});
export type MailingDetail = z.infer<typeof MailingDetail>;

/** Longest HTML of a mailing, characters. */
export const MAX_MAIL_HTML = 500_000;

const MailingContent = z.object({
  name: Name,
  subject: Line.min(1).max(250),
  /** The line that inboxes show after the subject. */
  preheader: Line.max(250).optional(),
  analytics: Analytics.optional(),
  /** Subscription type: people who have unsubscribed from it do not get the mailing. */
  typeId: Id.nullable().optional(),
  /** Null: the sender of the installation. */
  from: Mailbox.nullable().optional(),
  /** Where answers go; null: to the sender. */
  replyTo: Mailbox.nullable().optional(),
  html: z.string().max(MAX_MAIL_HTML).default(''),
});

/** The content of a mailing: blocks, which the server renders to HTML, or HTML that the author writes. */
export const CreateMailing = MailingContent.extend({
  blocks: BlockDocument.optional(),
  /** The template from which the content is taken, and the preheader if none is given. */
  templateId: MailTemplateId.optional(),
}).superRefine(({ html, blocks, templateId }, context) => {
  if ([html !== '', blocks !== undefined, templateId !== undefined].filter(Boolean).length > 1)
    context.addIssue({ code: 'custom', message: 'Send only one of html, blocks and templateId' });
});
export type CreateMailing = z.infer<typeof CreateMailing>;

/**
 * Changes a mailing. The HTML is kept as it is. `revision` is the revision that was edited; if it is not the current one, the
 * request fails with `draft.stale`.
 */
export const UpdateMailing = changesOf(MailingContent)
  .extend({
    /** Null: from now on, the author writes HTML, and begins with `html` or with what was rendered from the blocks. */
    blocks: BlockDocument.nullable().optional(),
    revision: z.number().int(),
  })
  .superRefine(({ html, blocks }, context) => {
    if (html !== undefined && blocks)
      context.addIssue({ code: 'custom', message: 'Send either html or blocks' });
  });
export type UpdateMailing = z.infer<typeof UpdateMailing>;

/** The revision of the mailing that was read; its content may have other links at this position now. */
const revision = z.number().int();

/**
 * Changes one `<a>` of the HTML: tracked by a link of the library (`library`), tracked by a new local link (`track-local`), or not tracked.
 */
export const SetMailingLink = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('library'), revision, linkId: Id }),
  z.object({ kind: z.literal('track-local'), revision, name: Name, url: HttpUrl }),
  z.object({ kind: z.literal('untracked'), revision, url: HttpUrl }),
]);
export type SetMailingLink = z.infer<typeof SetMailingLink>;

/** Changes several links of the HTML in one write, all or none. */
export const SetMailingLinks = z.object({
  revision,
  changes: z
    .array(
      z.object({
        occurrences: z.array(z.number().int().min(0)).min(1).max(2_000),
        /**
         * `track-local`: new local links, one for each address among the occurrences. `untracked`: each leads to the address of its tracked
         * link again. With `url`, all of them lead to this address, whatever they led to.
         */
        to: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('library'), linkId: Id }),
          z.object({ kind: z.literal('track-local'), name: Name.optional(), url: HttpUrl.optional() }),
          z.object({ kind: z.literal('untracked'), url: HttpUrl.optional() }),
        ]),
      }),
    )
    .min(1)
    .max(500),
});
export type SetMailingLinks = z.infer<typeof SetMailingLinks>;

/** Replaces placeholders of other systems, wherever they stand in the subject, the preheader and the HTML. */
export const ReplacePlaceholders = z.object({
  revision,
  replacements: z
    .array(
      z.object({
        source: z.string().min(1).max(400),
        /** A merge field, a special link, or empty. */
        by: z
          .string()
          .regex(
            /^(?:\{\{(?:link:(?:unsubscribe|subscriptions|view-online)|[A-Za-z][\w.-]*(?:\|[^{}<>"|]*)?)\}\})?$/,
          ),
      }),
    )
    .min(1)
    .max(200),
});
export type ReplacePlaceholders = z.infer<typeof ReplacePlaceholders>;

/** A message as a recipient reads it, for colleagues. Its links are not tracked, so a click does not count as the recipient's. */
export const MessagePreview = z.object({ subject: z.string(), html: z.string() });
export type MessagePreview = z.infer<typeof MessagePreview>;

const UnsavedMessage = z.object({
  subject: Line.max(250),
  preheader: Line.max(250).default(''),
  /** As whom the message is read; null: as the first recipient. */
  recipientId: Id.nullable().default(null),
});
/** Content that is not saved yet. */
export const RenderMailing = z.union([
  UnsavedMessage.extend({ blocks: BlockDocument }),
  UnsavedMessage.extend({ html: z.string().max(MAX_MAIL_HTML) }),
]);
export type RenderMailing = z.infer<typeof RenderMailing>;

export const RenderedMessage = MessagePreview.extend({
  /** The message as plain text. */
  text: z.string(),
  /** Size of the HTML, bytes. */
  bytes: z.number().int(),
});
export type RenderedMessage = z.infer<typeof RenderedMessage>;

/** Address of a recipient's personal message, `/o/:token`. A click there counts as the recipient's and starts runs. */
export const PersonalAddress = z.object({ url: z.url() });

/** A mailing as a file, to bring it to another installation. Pictures are not in it. */
export const MailingFile = z
  .object({
    /** Version of the file. */
    linkflowMailing: z.literal(1),
    name: Name,
    subject: Line.min(1).max(250),
    preheader: Line.max(250).default(''),
    /** Null if the author wrote HTML. */
    blocks: BlockDocument.nullable().default(null),
    /** Null if the mailing is made of blocks. */
    html: z.string().max(MAX_MAIL_HTML).nullable().default(null),
    /** The tracked links in the content, with the addresses to which they lead. */
    links: z
      .array(z.object({ id: Id, name: Name, url: HttpUrl }))
      .max(2_000)
      .default([]),
  })
  .superRefine(({ blocks, html }, context) => {
    if ((blocks === null) === (html === null))
      context.addIssue({ code: 'custom', message: 'A file has either blocks or html' });
  });
export type MailingFile = z.infer<typeof MailingFile>;

export const mailingRoutes = {
  mailings: {
    list: { summary: 'Lists mailings', query: MailingQuery, response: pageOf(MailingSummary) },
    create: { summary: 'Creates a mailing', body: CreateMailing, response: MailingDetail, status: 201 },
    get: { summary: 'Returns a mailing with its content', params: byId, response: MailingDetail },
    update: {
      summary: 'Saves the content of a mailing; refused with `draft.stale` for an older revision',
      params: byId,
      body: UpdateMailing,
      response: MailingDetail,
    },
    remove: {
      summary:
        'Puts a mailing into the trash; it can be restored. Refused with `mailing.being-sent` while it is planned or being sent',
      params: byId,
    },
    restore: { summary: 'Takes a mailing out of the trash', params: byId, response: MailingDetail },
    move: {
      summary: 'Moves a mailing to a folder, also after it was sent; null: out of its folder',
      params: byId,
      body: z.object({ folderId: Id.nullable() }),
    },
    setLink: {
      summary:
        'Makes one link of the content a library link, a new local link, or untracked; refused with `draft.stale` for an older revision',
      params: { id: Id, occurrence: z.coerce.number<number | string>().int().min(0).max(10_000) },
      body: SetMailingLink,
      response: MailingDetail,
    },
    setLinks: {
      summary:
        'Makes several links of the content library links, new local links, or untracked, in one write; refused with `draft.stale` for an older revision',
      params: byId,
      body: SetMailingLinks,
      response: MailingDetail,
    },
    replacePlaceholders: {
      summary: 'Replaces placeholders of other systems; refused with `draft.stale` for an older revision',
      params: byId,
      body: ReplacePlaceholders,
      response: MailingDetail,
    },
    preview: {
      summary: 'Returns the message of the first recipient, with links that are not tracked',
      params: byId,
      response: MessagePreview,
    },
    render: {
      summary:
        'Returns content that is not saved as a recipient would read it, with links that are not tracked',
      params: byId,
      body: RenderMailing,
      response: RenderedMessage,
    },
    copy: {
      summary: 'Copies a mailing without its recipients; its local links are copied too, and have no clicks',
      params: byId,
      body: z.object({ name: Name }),
      response: MailingDetail,
      status: 201,
    },
    export: { summary: 'Returns a mailing as a file', params: byId, response: MailingFile },
    import: {
      summary: 'Creates a mailing from a file; its tracked links become local links that redirect',
      body: MailingFile,
      response: MailingDetail,
      status: 201,
    },
    viewOnline: {
      summary: 'Shows a recipient their message in the browser; the token is the only credential',
      params: { token: z.string() },
      response: { mediaType: 'text/html' },
    },
  },
} satisfies SubjectSchemas<'mailings'>;
