import { z } from 'zod';
import { Id, Instant, Language, Name, Page, PageQuery, Ref } from '../common';
import { Role } from './session';

/** Who or what made a change: a person in the UI, or a run of a link after a click. */
export const ChangeSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), user: Ref }),
  z.object({
    kind: z.literal('run'),
    runId: Id,
    nodeId: z.string(),
    link: Ref,
    mailing: Ref,
    clickedAt: Instant,
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

/** One line of a card's history. */
export const Change = z.object({
  id: z.string(),
  kind: ChangeKind,
  target: Ref,
  value: z.unknown().optional(),
  previous: z.unknown().optional(),
  at: Instant,
  source: ChangeSource,
  /** False when a newer click or a person had already decided; the change was kept out. */
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

/** An extra field of the contact or company card. Its key begins with `x_` and never changes. */
export const FieldDefinition = z.object({
  id: Id,
  key: z.string().regex(/^x_[a-z0-9_]{1,60}$/),
  name: z.string(),
  entity: z.enum(['contact', 'company']),
  type: FieldType,
  /** For `list`: the values one may choose from. */
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
  /** To-do: due on this day. Meeting: starts then. */
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
/** Changes what is named and nothing else. `fields` maps field keys to values; null clears. */
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

/** Sets or ends one interest or membership by hand: `PUT`/`DELETE /api/contacts/:id/<kind>/:targetId`. */
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

export const InterestView = z.object({
  id: Id,
  name: z.string(),
  contacts: z.number().int(),
  deleted: z.boolean(),
});
export type InterestView = z.infer<typeof InterestView>;

/** Only static selections take members one by one. */
export const SelectionKind = z.enum(['static', 'dynamic', 'combined']);
export type SelectionKind = z.infer<typeof SelectionKind>;
export const SelectionView = z.object({
  id: Id,
  name: z.string(),
  kind: SelectionKind,
  members: z.number().int(),
  deleted: z.boolean(),
});
export type SelectionView = z.infer<typeof SelectionView>;
export const SaveSelection = z.object({ name: Name, kind: SelectionKind.default('static') });
export type SaveSelection = z.infer<typeof SaveSelection>;

export const ProjectView = z.object({
  id: Id,
  name: z.string(),
  members: z.number().int(),
  deleted: z.boolean(),
});
export type ProjectView = z.infer<typeof ProjectView>;
export const SaveNamed = z.object({ name: Name });
export type SaveNamed = z.infer<typeof SaveNamed>;

/** A member of a selection or project, with where the membership came from. */
export const MemberView = z.object({ contact: ContactSummary, since: Instant, source: ChangeSource });
export type MemberView = z.infer<typeof MemberView>;
export type MemberPage = Page<MemberView>;

/** How a category hands requests out when nobody is named: in turn, by weight, to the one with fewest open, or not at all. */
export const AssignmentRule = z.enum(['even', 'weighted', 'fewest-open', 'none']);
export type AssignmentRule = z.infer<typeof AssignmentRule>;
export const CategoryView = z.object({
  id: Id,
  name: z.string(),
  parentId: Id.nullable(),
  rule: AssignmentRule,
  ourContactFirst: z.boolean(),
  members: z.array(z.object({ user: Ref, weight: z.number().int() })),
  deleted: z.boolean(),
});
export type CategoryView = z.infer<typeof CategoryView>;
export const SaveCategory = z.object({
  name: Name,
  parentId: Id.nullable().default(null),
  rule: AssignmentRule.default('none'),
  ourContactFirst: z.boolean().default(false),
  members: z
    .array(z.object({ userId: Id, weight: z.number().int().min(0).max(1000).default(1) }))
    .max(200)
    .default([]),
});
export type SaveCategory = z.infer<typeof SaveCategory>;

export const PriorityView = z.object({
  id: Id,
  name: z.string(),
  rank: z.number().int(),
  isDefault: z.boolean(),
});
export type PriorityView = z.infer<typeof PriorityView>;

/** A follow-up type ("Phone out", "Meeting"), for to-dos or for meetings. */
export const TaskTypeView = z.object({ id: Id, name: z.string(), kind: FollowUpKind });
export type TaskTypeView = z.infer<typeof TaskTypeView>;

export const UserView = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  active: z.boolean(),
  timeZone: z.string(),
  /** Working hours, minutes since midnight in the user's zone, on Monday to Friday. */
  workday: z.object({ from: z.number().int(), to: z.number().int() }),
});
export type UserView = z.infer<typeof UserView>;

/** A script that links may run. Changing it changes what later runs do. */
export const ScriptView = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  source: z.string(),
  updatedAt: Instant,
  deleted: z.boolean(),
});
export type ScriptView = z.infer<typeof ScriptView>;
export const SaveScript = z.object({
  name: Name,
  description: z.string().trim().max(1000).default(''),
  source: z.string().max(64_000),
});
export type SaveScript = z.infer<typeof SaveScript>;

/** What pickers get: `GET /api/lookups/:kind?q=&ids=&limit=`. */
export const LookupItem = z.object({
  id: z.string(),
  label: z.string(),
  detail: z.string().optional(),
  missing: z.boolean().optional(),
  /** For `field`: its type and options, so that the value can be typed in the right way. */
  field: FieldDefinition.optional(),
});
export type LookupItem = z.infer<typeof LookupItem>;
export const LookupQuery = z.object({
  q: z.string().trim().max(200).optional(),
  /** Comma-separated ids to resolve; missing ones come back as such. */
  ids: z.string().max(5000).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  /** Kind-specific filter, for example the kind of follow-up for `task-type`. */
  type: z.string().max(40).optional(),
});
export type LookupQuery = z.infer<typeof LookupQuery>;

export const ContactQuery = PageQuery.extend({
  companyId: Id.optional(),
  selectionId: Id.optional(),
  projectId: Id.optional(),
  interestId: Id.optional(),
});
export type ContactQuery = z.infer<typeof ContactQuery>;
export const FollowUpQuery = PageQuery.extend({
  kind: FollowUpKind.optional(),
  ownerId: Id.optional(),
  contactId: Id.optional(),
});
export type FollowUpQuery = z.infer<typeof FollowUpQuery>;
export const RequestQuery = PageQuery.extend({
  categoryId: Id.optional(),
  ownerId: Id.optional(),
  contactId: Id.optional(),
});
export type RequestQuery = z.infer<typeof RequestQuery>;

/** `deleted=true` lists the retired entries too. */
export const NamedQuery = PageQuery.extend({ deleted: z.enum(['true', 'false']).optional() });
export type NamedQuery = z.infer<typeof NamedQuery>;
/** Changes of single parts: what is absent stays as it is. */
export const UpdateCompany = z.object({
  name: Name.optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .optional(),
  ourContactId: Id.nullable().optional(),
});
export type UpdateCompany = z.infer<typeof UpdateCompany>;
export const UpdateCategory = z.object({
  name: Name.optional(),
  parentId: Id.nullable().optional(),
  rule: AssignmentRule.optional(),
  ourContactFirst: z.boolean().optional(),
  members: z
    .array(z.object({ userId: Id, weight: z.number().int().min(0).max(1000).default(1) }))
    .max(200)
    .optional(),
});
export type UpdateCategory = z.infer<typeof UpdateCategory>;
export const UpdateScript = z.object({
  name: Name.optional(),
  description: z.string().trim().max(1000).optional(),
  source: z.string().max(64_000).optional(),
});
export type UpdateScript = z.infer<typeof UpdateScript>;
export const UpdateFollowUp = z.object({ status: FollowUpView.shape.status });
export type UpdateFollowUp = z.infer<typeof UpdateFollowUp>;
export const UpdateRequest = z.object({
  status: RequestView.shape.status.optional(),
  ownerId: Id.nullable().optional(),
});
export type UpdateRequest = z.infer<typeof UpdateRequest>;
export const UpdateUser = z.object({ active: z.boolean() });
export type UpdateUser = z.infer<typeof UpdateUser>;
export const FieldQuery = z.object({ entity: FieldDefinition.shape.entity.optional() });
export type FieldQuery = z.infer<typeof FieldQuery>;
