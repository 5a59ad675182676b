import { z } from 'zod';
import { Id, Instant, Language, Name, Page, Ref } from '../common';

/** Origin of a change: a person in the UI, a run after a click, or seeded data. */
export const ChangeSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), user: Ref }),
  z.object({
    kind: z.literal('run'),
    runId: Id,
    nodeId: z.string(),
    /** Kind of the event that started the run, see `RunSummary`. */
    trigger: z.string(),
    link: Ref,
    /** Absent when the event was not about a mailing. */
    mailing: Ref.optional(),
    /** When the event happened. */
    occurredAt: Instant,
  }),
  z.object({ kind: z.literal('seed') }),
]);
export type ChangeSource = z.infer<typeof ChangeSource>;

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

export const FieldType = z.enum([
  'text',
  'long-text',
  'integer',
  'decimal',
  'boolean',
  'date',
  'date-time',
  'time',
  'timespan',
  'list',
]);
export type FieldType = z.infer<typeof FieldType>;

/** An extra field of contact or company cards. Its key starts with `x_` and never changes. */
export const FieldDefinition = z.object({
  id: Id,
  key: z.string().regex(/^x_[a-z0-9_]{1,60}$/),
  name: z.string(),
  entity: z.enum(['contact', 'company']),
  type: FieldType,
  /** For `list`: the possible values. */
  options: z.array(z.string()).optional(),
});
export type FieldDefinition = z.infer<typeof FieldDefinition>;
export const CreateField = FieldDefinition.omit({ id: true }).extend({ name: Name });
export type CreateField = z.infer<typeof CreateField>;

/** JSON value of an extra field: text, number, true/false, `YYYY-MM-DD`, ISO instant, minutes since midnight, or minutes. */
export const FieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type FieldValue = z.infer<typeof FieldValue>;

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
  /** Due day of a to-do, or start of a meeting. */
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

export const SaveContact = z.object({
  firstName: z.string().trim().max(100).default(''),
  lastName: z.string().trim().min(1).max(100),
  email: z.email().max(200).nullable().default(null),
  title: z.string().trim().max(200).nullable().default(null),
  phone: z.string().trim().max(50).nullable().default(null),
  /** ISO 3166-1 alpha-2, upper case. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .default(null),
  language: Language.nullable().default(null),
  /** IANA name, such as Europe/Oslo. */
  timeZone: z.string().max(60).nullable().default(null),
  companyId: Id.nullable().default(null),
  ourContactId: Id.nullable().default(null),
});
export type SaveContact = z.infer<typeof SaveContact>;
/** A partial change: absent properties stay unchanged. `fields` maps field keys to values; null clears the field. */
export const UpdateContact = z.object({
  firstName: z.string().trim().max(100).optional(),
  lastName: z.string().trim().min(1).max(100).optional(),
  email: z.email().max(200).nullable().optional(),
  title: z.string().trim().max(200).nullable().optional(),
  phone: z.string().trim().max(50).nullable().optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .optional(),
  language: Language.nullable().optional(),
  timeZone: z.string().max(60).nullable().optional(),
  companyId: Id.nullable().optional(),
  ourContactId: Id.nullable().optional(),
  fields: z.record(z.string(), FieldValue).optional(),
});
export type UpdateContact = z.infer<typeof UpdateContact>;

/** Kinds of memberships: `PUT` and `DELETE /api/contacts/:id/<kind>/:targetId` add and remove one. */
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
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .default(null),
  ourContactId: Id.nullable().default(null),
});
export type SaveCompany = z.infer<typeof SaveCompany>;
export const CompanyCard = CompanyView.extend({ people: z.array(ContactSummary) });
export type CompanyCard = z.infer<typeof CompanyCard>;
