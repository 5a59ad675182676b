import { z } from 'zod';
import { Id, Instant, Language, PageQuery, Ref, byId, changesOf, pageOf, type Page } from '../common';
import { EmailAddress, Line, Name } from '../written-texts';
import { FieldDefinition, FieldValue } from '../fields';
import type { SubjectSchemas } from './routes';
import { SubscriptionSource } from './subscriptions';

/**
 * Origin of a change: a user in the UI or the API, alone or in a bulk, a step of a run, a link or bounce of a mail, a submission of a form, or imported data
 * (`seed`).
 */
export const ChangeSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), user: Ref }),
  z.object({
    kind: z.literal('run'),
    runId: Id,
    nodeId: z.string(),
    /** Kind of the event that started the run; see `RunSummary`. */
    trigger: z.string(),
    /** Absent if the workflow is that of a form. */
    link: Ref.optional(),
    form: Ref.optional(),
    /** Absent if the event was not about a mailing. */
    mailing: Ref.optional(),
    /** When the event happened. */
    occurredAt: Instant,
  }),
  z.object({ kind: z.literal('mail'), source: SubscriptionSource, mailing: Ref.optional() }),
  z.object({ kind: z.literal('form'), form: Ref, submissionId: Id, occurredAt: Instant }),
  /** A bulk for people that a user started. */
  z.object({
    kind: z.literal('bulk'),
    bulkId: Id,
    user: Ref,
    link: Ref.optional(),
    mailing: Ref.optional(),
    occurredAt: Instant,
  }),
  z.object({ kind: z.literal('seed') }),
]);
export type ChangeSource = z.infer<typeof ChangeSource>;

/** Changes of the mail that a contact gets. `type-…` is about one subscription type, `mail-…` about all mail. */
export const MAIL_CHANGE_KINDS = [
  'type-unsubscribed',
  'type-resubscribed',
  'mail-unsubscribed',
  'mail-resubscribed',
  'consent-given',
  'consent-withdrawn',
  'mail-complained',
  'address-bounced',
  'bounce-cleared',
] as const;
export type MailChangeKind = (typeof MAIL_CHANGE_KINDS)[number];

export const ChangeKind = z.enum([
  'field-set',
  'interest-set',
  'interest-removed',
  'selection-added',
  'selection-removed',
  'project-added',
  'project-removed',
  'follow-up-created',
  'request-created',
  'created',
  ...MAIL_CHANGE_KINDS,
]);
export type ChangeKind = z.infer<typeof ChangeKind>;

/** An entry in the history of a card. */
export const Change = z.object({
  id: z.string(),
  kind: ChangeKind,
  target: Ref,
  value: z.unknown().optional(),
  previous: z.unknown().optional(),
  at: Instant,
  source: ChangeSource,
  /** False if a newer click or a person had already set the value, so that the change was not applied. */
  applied: z.boolean(),
});
export type Change = z.infer<typeof Change>;

export const CreateField = FieldDefinition.omit({ id: true }).extend({ name: Name });
export type CreateField = z.infer<typeof CreateField>;

export const ContactSummary = z.object({
  id: Id,
  firstName: z.string(),
  lastName: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  country: z.string().nullable(),
  company: Ref.nullable(),
  ourContact: Ref.nullable(),
  updatedAt: Instant,
});
export type ContactSummary = z.infer<typeof ContactSummary>;
export type ContactPage = Page<ContactSummary>;

export const FollowUpKind = z.enum(['to-do', 'meeting']);
export type FollowUpKind = z.infer<typeof FollowUpKind>;

/** Who gets a new request. `auto`: the rule of its category decides. */
export const RequestOwner = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('auto') }),
  z.object({ kind: z.literal('unassigned') }),
  z.object({ kind: z.literal('user'), userId: Id }),
]);
export type RequestOwner = z.infer<typeof RequestOwner>;

export const FollowUpView = z.object({
  id: z.string(),
  kind: FollowUpKind,
  text: z.string(),
  type: Ref,
  contact: Ref.nullable(),
  company: Ref.nullable(),
  project: Ref.nullable(),
  owner: Ref,
  createdBy: Ref,
  /** Start of a meeting. For a to-do, a time on its due day. */
  startsAt: Instant,
  endsAt: Instant,
  durationMinutes: z.number().int(),
  status: z.enum(['not-started', 'done']),
  createdAt: Instant,
  source: ChangeSource,
});
export type FollowUpView = z.infer<typeof FollowUpView>;

export const RequestView = z.object({
  id: z.string(),
  title: z.string(),
  body: z.string(),
  category: Ref,
  priority: Ref,
  owner: Ref.nullable(),
  contact: Ref.nullable(),
  company: Ref.nullable(),
  status: z.enum(['active', 'closed', 'postponed']),
  createdAt: Instant,
  source: ChangeSource,
});
export type RequestView = z.infer<typeof RequestView>;

export const Membership = z.object({ target: Ref, since: Instant, source: ChangeSource });
export type Membership = z.infer<typeof Membership>;

export const ContactCard = ContactSummary.extend({
  title: z.string().nullable(),
  phone: z.string().nullable(),
  language: Language.nullable(),
  timeZone: z.string().nullable(),
  /** Whether the person has left the company. Such a person gets no mailings. */
  formerEmployee: z.boolean(),
  fields: z.array(
    z.object({
      field: FieldDefinition,
      value: FieldValue,
      source: ChangeSource.nullable(),
      setAt: Instant.nullable(),
    }),
  ),
  interests: z.array(Membership),
  selections: z.array(Membership),
  projects: z.array(Membership),
  followUps: z.array(FollowUpView),
  requests: z.array(RequestView),
  changes: z.array(Change),
});
export type ContactCard = z.infer<typeof ContactCard>;

/** ISO 3166-1 alpha-2, upper case. */
const CountryCode = z.string().regex(/^[A-Z]{2}$/);

export const SaveContact = z.object({
  firstName: Line.max(100).default(''),
  lastName: Line.min(1).max(100),
  email: EmailAddress.nullable().default(null),
  title: Line.max(200).nullable().default(null),
  phone: Line.max(50).nullable().default(null),
  country: CountryCode.nullable().default(null),
  language: Language.nullable().default(null),
  /** IANA name, such as Europe/Oslo. */
  timeZone: z.string().max(60).nullable().default(null),
  companyId: Id.nullable().default(null),
  ourContactId: Id.nullable().default(null),
  /** Whether the person has left the company. Such a person gets no mailings. */
  formerEmployee: z.boolean().optional(),
});
export type SaveContact = z.infer<typeof SaveContact>;
/** Most extra fields that one request may set. */
const MAX_FIELDS = 500;

/** `fields` maps field keys to values; null clears the field. */
export const UpdateContact = changesOf(SaveContact).extend({
  fields: z
    .record(z.string().max(100), FieldValue)
    .refine((fields) => Object.keys(fields).length <= MAX_FIELDS, { error: `At most ${MAX_FIELDS} fields` })
    .optional(),
});
export type UpdateContact = z.infer<typeof UpdateContact>;

/** What a contact can be a member of. `PUT /api/contacts/:id/memberships/:kind/:targetId` adds a membership, `DELETE` removes it. */
export const MembershipKind = z.enum(['interest', 'selection', 'project']);
export type MembershipKind = z.infer<typeof MembershipKind>;

export const CompanyView = z.object({
  id: Id,
  name: z.string(),
  country: z.string().nullable(),
  ourContact: Ref.nullable(),
  contacts: z.number().int(),
});
export type CompanyView = z.infer<typeof CompanyView>;
export const SaveCompany = z.object({
  name: Name,
  country: CountryCode.nullable().default(null),
  ourContactId: Id.nullable().default(null),
});
export type SaveCompany = z.infer<typeof SaveCompany>;
export const UpdateCompany = changesOf(SaveCompany);
export type UpdateCompany = z.infer<typeof UpdateCompany>;
export const CompanyCard = CompanyView.extend({ people: z.array(ContactSummary) });
export type CompanyCard = z.infer<typeof CompanyCard>;

export const ContactQuery = PageQuery.extend({
  companyId: Id.optional(),
  selectionId: Id.optional(),
  projectId: Id.optional(),
  interestId: Id.optional(),
});
export type ContactQuery = z.infer<typeof ContactQuery>;
export const FollowUpQuery = PageQuery.extend({
  kind: FollowUpKind.optional(),
  status: FollowUpView.shape.status.optional(),
  ownerId: Id.optional(),
  contactId: Id.optional(),
});
export type FollowUpQuery = z.infer<typeof FollowUpQuery>;
export const RequestQuery = PageQuery.extend({
  status: RequestView.shape.status.optional(),
  categoryId: Id.optional(),
  ownerId: Id.optional(),
  contactId: Id.optional(),
});
export type RequestQuery = z.infer<typeof RequestQuery>;

export const UpdateFollowUp = FollowUpView.pick({ status: true });
export const UpdateRequest = z.object({
  status: RequestView.shape.status.optional(),
  ownerId: Id.nullable().optional(),
});

/** Id of a follow-up or a request: the effect key `<run>:<node>` of the step that created it, or a generated id if no step did. */
const byWorkId = { id: z.string().regex(/^[0-9a-f]{24}(:[A-Za-z0-9_-]{1,40})?$/) };

const membership = {
  params: { id: Id, kind: MembershipKind, targetId: Id },
  response: ContactCard,
};

/**
 * Progress of the erasure of a contact. `erasing`: first round. `settling`: the first round is done; a second round follows about two
 * minutes later, for data that was written during the first. `done`: both rounds are done.
 */
export const Erasure = z.object({
  state: z.enum(['erasing', 'settling', 'done']),
  /** Number of parts of the system whose data is erased (`done`), and of all parts (`total`). */
  done: z.number().int(),
  total: z.number().int(),
  requestedAt: Instant,
});
export type Erasure = z.infer<typeof Erasure>;

/** The stored documents about a contact, by collection. */
export const PersonalExport = z.object({
  contactId: Id,
  exportedAt: Instant,
  collections: z.record(z.string(), z.array(z.unknown())),
});
export type PersonalExport = z.infer<typeof PersonalExport>;

export const cardRoutes = {
  contacts: {
    list: { summary: 'Lists contacts', query: ContactQuery, response: pageOf(ContactSummary) },
    create: { summary: 'Creates a contact', body: SaveContact, response: ContactCard, status: 201 },
    get: { summary: 'Returns the card of a contact', params: byId, response: ContactCard },
    update: {
      summary: 'Changes the given parts of a contact',
      params: byId,
      body: UpdateContact,
      response: ContactCard,
    },
    remove: {
      summary: 'Erases a contact: everything about the person is deleted or made anonymous',
      params: byId,
    },
    eraseAddress: {
      summary: 'Erases what is stored about an e-mail address that belongs to no contact',
      body: z.object({ email: EmailAddress }),
    },
    erasure: { summary: 'Returns the progress of an erasure', params: byId, response: Erasure },
    export: {
      summary: 'Returns everything that is stored about a contact',
      params: byId,
      response: PersonalExport,
    },
    join: {
      summary: 'Sets an interest, or adds the contact to a static selection or a project',
      ...membership,
    },
    leave: { summary: 'Removes an interest or a membership', ...membership },
  },
  companies: {
    list: { summary: 'Lists companies', query: PageQuery, response: pageOf(CompanyView) },
    create: { summary: 'Creates a company', body: SaveCompany, response: CompanyCard, status: 201 },
    get: { summary: 'Returns the card of a company', params: byId, response: CompanyCard },
    update: {
      summary: 'Changes the given parts of a company',
      params: byId,
      body: UpdateCompany,
      response: CompanyCard,
    },
    remove: { summary: 'Deletes a company', params: byId },
  },
  followUps: {
    list: { summary: 'Lists to-dos and meetings', query: FollowUpQuery, response: pageOf(FollowUpView) },
    update: {
      summary: 'Sets the status of a follow-up',
      params: byWorkId,
      body: UpdateFollowUp,
      response: FollowUpView,
    },
  },
  requests: {
    list: { summary: 'Lists requests', query: RequestQuery, response: pageOf(RequestView) },
    update: {
      summary: 'Sets the status or the owner of a request',
      params: byWorkId,
      body: UpdateRequest,
      response: RequestView,
    },
  },
} satisfies SubjectSchemas<'contacts' | 'companies' | 'followUps' | 'requests'>;
