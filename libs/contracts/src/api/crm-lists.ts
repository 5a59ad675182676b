import { z } from 'zod';
import { Id, Instant, Name, PageQuery, Ref } from '../common';
import type { Page } from '../common';
import {
  ChangeSource,
  ContactSummary,
  FieldDefinition,
  FollowUpKind,
  FollowUpView,
  RequestView,
} from './crm';

export const InterestView = z.object({
  id: Id,
  name: z.string(),
  contacts: z.number().int(),
  deleted: z.boolean(),
});
export type InterestView = z.infer<typeof InterestView>;

/** Members can be added one by one to static selections only. */
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

/** A member of a selection or project, with the origin of the membership. */
export const MemberView = z.object({ contact: ContactSummary, since: Instant, source: ChangeSource });
export type MemberView = z.infer<typeof MemberView>;
export type MemberPage = Page<MemberView>;

/** How a category assigns requests without an owner: in turn, by weight, to the member with the fewest open requests, or not at all. */
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

/** A follow-up type such as "Phone out" or "Meeting", for to-dos or for meetings. */
export const TaskTypeView = z.object({ id: Id, name: z.string(), kind: FollowUpKind });
export type TaskTypeView = z.infer<typeof TaskTypeView>;

/** A script for workflows. Later runs use the changed source. */
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

/** An item for pickers: `GET /api/lookups/:kind?q=&ids=&limit=`. */
export const LookupItem = z.object({
  id: z.string(),
  label: z.string(),
  detail: z.string().optional(),
  missing: z.boolean().optional(),
  /** For `field`: its type and options, which decide the input for its value. */
  field: FieldDefinition.optional(),
});
export type LookupItem = z.infer<typeof LookupItem>;
export const LookupQuery = z.object({
  q: z.string().trim().max(200).optional(),
  /** Comma-separated ids to resolve. Missing entities are returned with `missing`. */
  ids: z.string().max(5000).optional(),
  limit: z.coerce.number<number | string>().int().min(1).max(100).default(20),
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

/** `deleted=true` includes retired entries. */
export const NamedQuery = PageQuery.extend({ deleted: z.enum(['true', 'false']).optional() });
export type NamedQuery = z.infer<typeof NamedQuery>;
/** A partial change: absent properties stay unchanged. */
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
export const FieldQuery = z.object({ entity: FieldDefinition.shape.entity.optional() });
export type FieldQuery = z.infer<typeof FieldQuery>;
