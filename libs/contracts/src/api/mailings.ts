import { z } from 'zod';
import { HttpUrl } from '../addresses';
import { Id, Instant, PageQuery, Ref, byId, changesOf, pageOf, type Page } from '../common';
import { Line, Name } from '../written-texts';
import type { SubjectSchemas } from './routes';

/**
 * A link in the HTML of a mailing. Its `href` is `{{link:<key>}}` if it is tracked, otherwise an address. `occurrence` is the index of the
 * `<a href>` in the HTML, from 0.
 */
export const MailingLink = z.object({
  occurrence: z.number().int(),
  text: z.string(),
  href: z.string(),
  tracked: z.boolean(),
  link: Ref.nullable(),
  /** True if `link` is a local link, which belongs to this mailing; false if it is a link of the library, or null. */
  local: z.boolean(),
});
export type MailingLink = z.infer<typeof MailingLink>;

export const MailingSummary = z.object({
  id: Id,
  name: z.string(),
  subject: z.string(),
  recipients: z.number().int(),
  /** Number of links in the message, tracked or not. */
  links: z.number().int(),
  clicks: z.number().int(),
  clickers: z.number().int(),
  updatedAt: Instant,
  updatedBy: Ref,
});
export type MailingSummary = z.infer<typeof MailingSummary>;
export type MailingPage = Page<MailingSummary>;

export const MailingDetail = MailingSummary.extend({
  html: z.string(),
  /** All links in the HTML, tracked or not. */
  trackedLinks: z.array(MailingLink),
  revision: z.number().int(),
});
export type MailingDetail = z.infer<typeof MailingDetail>;

export const CreateMailing = z.object({
  name: Name,
  subject: Line.min(1).max(250),
  html: z.string().max(500_000).default(''),
});
export type CreateMailing = z.infer<typeof CreateMailing>;

/**
 * Changes a mailing. The HTML is sanitised when it is saved. `revision` is the revision that was edited; if it is not the current one, the
 * request fails with `draft.stale`.
 */
export const UpdateMailing = changesOf(CreateMailing).extend({ revision: z.number().int() });
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

/** Adds contacts and the members of selections as recipients. Contacts that are recipients already are ignored. */
export const AddRecipients = z.object({
  contactIds: z.array(Id).max(10_000).default([]),
  selectionIds: z.array(Id).max(100).default([]),
});
export type AddRecipients = z.infer<typeof AddRecipients>;
export const AddedRecipients = z.object({
  added: z.number().int(),
  already: z.number().int(),
  withoutEmail: z.number().int(),
});
export type AddedRecipients = z.infer<typeof AddedRecipients>;

export const RecipientView = z.object({
  id: Id,
  email: z.string(),
  name: z.string(),
  contact: Ref.nullable(),
  addedAt: Instant,
  clicks: z.number().int(),
});
export type RecipientView = z.infer<typeof RecipientView>;
export type RecipientPage = Page<RecipientView>;

/** A message as a recipient reads it, for colleagues. Its links are not tracked, so a click does not count as the recipient's. */
export const MessagePreview = z.object({ subject: z.string(), html: z.string() });
export type MessagePreview = z.infer<typeof MessagePreview>;

/** Address of a recipient's personal message, `/o/:token`. A click there counts as the recipient's and starts runs. */
export const PersonalAddress = z.object({ url: z.url() });

const byRecipient = { id: Id, recipientId: Id };

export const mailingRoutes = {
  mailings: {
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
      summary:
        'Makes one link of the content a library link, a new local link, or untracked; refused with `draft.stale` for an older revision',
      params: { id: Id, occurrence: z.coerce.number<number | string>().int().min(0).max(10_000) },
      body: SetMailingLink,
      response: MailingDetail,
    },
    preview: {
      summary: 'Returns the message of the first recipient, with links that are not tracked',
      params: byId,
      response: MessagePreview,
    },
    viewOnline: {
      summary: 'Shows a recipient their message in the browser; the token is the only credential',
      params: { token: z.string() },
      response: { mediaType: 'text/html' },
    },
  },
  recipients: {
    list: {
      summary: 'Lists the recipients of a mailing',
      params: byId,
      query: PageQuery,
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
      params: byRecipient,
    },
    preview: {
      summary: 'Returns the message of a recipient, with links that are not tracked',
      params: byRecipient,
      response: MessagePreview,
    },
    address: {
      summary: "Returns the address of a recipient's message; clicks there count as the recipient's",
      params: byRecipient,
      response: PersonalAddress,
    },
  },
} satisfies SubjectSchemas<'mailings' | 'recipients'>;
