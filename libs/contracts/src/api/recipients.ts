import { z } from 'zod';
import { SHOWN_CLICKS } from '../choices';
import { Id, Instant, PageQuery, Ref, Text, byId, pageOf, type Page } from '../common';
import { BLOCK_REASON_CODES, RECIPIENT_STATES } from '../mail/mail-states';
import { Name } from '../written-texts';
import { Verdict } from '../verdicts';
import { CLICK_COUNTS } from './clicks';
import { MessagePreview, PersonalAddress } from './mailings';
import { PeopleAbout, PeopleFilter } from './people-filter';
import type { SubjectSchemas } from './routes';

export const BlockReasonSchema = z.enum(BLOCK_REASON_CODES);

/** Where recipients of a mailing come from. */
export const AudienceKind = z.enum(['contacts', 'selection', 'project', 'company', 'file', 'people']);
export type AudienceKind = z.infer<typeof AudienceKind>;

/** What happens with addresses of a file that no contact has: left out with a reason, or recipients without a contact. */
export const UnknownAddresses = z.enum(['leave-out', 'keep']);
export type UnknownAddresses = z.infer<typeof UnknownAddresses>;

/** What became of the contacts or rows of a source. */
export const SourceCounts = z.object({
  /** Contacts or rows that were read. */
  read: z.number().int(),
  /** Recipients that were added, without blocked ones. */
  added: z.number().int(),
  /** Were in the list already. */
  already: z.number().int(),
  /** Are in the list, but blocked. */
  blocked: z.number().int(),
  /** Rows of a file that could not be used. */
  badRows: z.number().int(),
});
export type SourceCounts = z.infer<typeof SourceCounts>;

/**
 * A source of the recipients of a mailing. States: waiting → running → done or failed; a source that is updated waits again. While it is
 * `removing`, `counts.read` of `total` recipients are removed.
 */
export const AudienceSource = z.object({
  id: Id,
  kind: AudienceKind,
  /** The selection, project or company. */
  target: Ref.nullable(),
  /** Name of the file. */
  fileName: z.string().nullable(),
  /** For the kind `people`: who they were when the mailing was made. */
  people: z.object({ filter: PeopleFilter, about: PeopleAbout }).nullable(),
  /** Number of chosen contacts, for the kind `contacts`. */
  contacts: z.number().int().nullable(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'removing']),
  counts: SourceCounts,
  /** Number of contacts or rows to read; null if it is not known yet. */
  total: z.number().int().nullable(),
  /** Why it failed. */
  problem: Text.nullable(),
  addedAt: Instant,
  addedBy: Ref,
});
export type AudienceSource = z.infer<typeof AudienceSource>;

/** Number of recipients who get the mailing, and of those who don't, by reason. */
export const RecipientTotals = z.object({
  ready: z.number().int(),
  blocked: z.partialRecord(BlockReasonSchema, z.number().int()),
});
export type RecipientTotals = z.infer<typeof RecipientTotals>;

export const Audience = z.object({
  /** Whether selections, projects and companies are read again when the mailing is sent. */
  updateAtSending: z.boolean(),
  sources: z.array(AudienceSource),
  /** True while sources are being read, or it is decided again who gets the mailing: the totals may change. */
  preparing: z.boolean(),
  totals: RecipientTotals,
});
export type Audience = z.infer<typeof Audience>;

export const UpdateAudience = z.object({ updateAtSending: z.boolean() });
export type UpdateAudience = z.infer<typeof UpdateAudience>;

const ids = (max: number) => z.array(Id).max(max).default([]);

/** Adds contacts, and the contacts of selections, projects and companies. */
export const AddRecipients = z.object({
  contactIds: ids(10_000),
  selectionIds: ids(100),
  projectIds: ids(100),
  companyIds: ids(100),
});
export type AddRecipients = z.input<typeof AddRecipients>;
/** `unfinished`: the rest is added in the background; the sources of the audience show the progress. */
export const AddedRecipients = SourceCounts.extend({ unfinished: z.boolean() });
export type AddedRecipients = z.infer<typeof AddedRecipients>;

/** Largest file of recipients, bytes. */
export const MAX_RECIPIENT_FILE_BYTES = 100_000_000;
/** Most bad rows of a file that are listed; all are counted. */
export const MAX_BAD_ROWS = 1_000;

export const UploadRecipients = z.object({
  name: Name,
  unknown: UnknownAddresses.default('leave-out'),
});

/** A row of a file that was not used. */
export const BadRow = z.object({ line: z.number().int(), reason: Text });
export type BadRow = z.infer<typeof BadRow>;

export const RecipientQuery = PageQuery.extend({
  state: z.enum(RECIPIENT_STATES).optional(),
  sourceId: Id.optional(),
  /** Only those who clicked this link of the mailing. */
  linkId: Id.optional(),
  /** Only those whose best click in the mailing, or on the link, has this verdict. */
  clicked: Verdict.optional(),
});
export type RecipientQuery = z.infer<typeof RecipientQuery>;

export const ExportRecipientsQuery = RecipientQuery.pick({
  q: true,
  state: true,
  sourceId: true,
  linkId: true,
  clicked: true,
}).extend({
  clicks: z.enum(SHOWN_CLICKS).default('people'),
});
export type ExportRecipientsQuery = z.infer<typeof ExportRecipientsQuery>;

export const RecipientView = z.object({
  id: Id,
  email: z.string(),
  name: z.string(),
  contact: Ref.nullable(),
  addedAt: Instant,
  /** Why the recipient does not get the mailing; null if it does. */
  blocked: BlockReasonSchema.nullable(),
  ...CLICK_COUNTS,
});
export type RecipientView = z.infer<typeof RecipientView>;
export type RecipientPage = Page<RecipientView>;

const byRecipient = { id: Id, recipientId: Id };
const bySource = { id: Id, sourceId: Id };

export const recipientRoutes = {
  recipients: {
    list: {
      summary: 'Lists the recipients of a mailing, by state, source, clicked link and verdict',
      params: byId,
      query: RecipientQuery,
      response: pageOf(RecipientView),
    },
    export: {
      summary: 'Returns the recipients of a mailing as a CSV file, in the language of the user',
      params: byId,
      query: ExportRecipientsQuery,
      response: { mediaType: 'text/csv' },
    },
    add: {
      summary:
        'Adds contacts and the contacts of selections, projects and companies; large groups in the background',
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
  audience: {
    get: {
      summary: 'Returns the sources of the recipients of a mailing, and how many get it',
      params: byId,
      response: Audience,
    },
    update: {
      summary: 'Sets whether the sources are read again when the mailing is sent',
      params: byId,
      body: UpdateAudience,
      response: Audience,
    },
    refresh: {
      summary: 'Reads the selections, projects and companies again, in the background',
      params: byId,
      response: Audience,
    },
    upload: {
      summary: 'Adds the recipients of a CSV file, in the background',
      params: byId,
      query: UploadRecipients,
      upload: {
        mediaTypes: ['text/csv', 'text/plain', 'application/vnd.ms-excel', 'application/octet-stream'],
        maxBytes: MAX_RECIPIENT_FILE_BYTES,
      },
      response: AudienceSource,
      status: 201,
    },
    removeSource: {
      summary: 'Removes a source and the recipients who are in no other source; large ones in the background',
      params: bySource,
    },
    badRows: {
      summary: 'Lists the rows of a file that were not used, the first ones',
      params: bySource,
      response: z.array(BadRow),
    },
  },
} satisfies SubjectSchemas<'recipients' | 'audience'>;
