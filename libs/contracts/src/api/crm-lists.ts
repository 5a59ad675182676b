import { z } from 'zod';
import { Id, Instant, PageQuery, Ref, byId, changesOf, pageOf, type Page } from '../common';
import { ASSIGNMENT_RULES, LINK_ANSWERS } from '../choices';
import { Name } from '../written-texts';
import { FieldDefinition } from '../fields';
import { Reason } from '../runs';
import { Condition, ScriptOutput } from '../workflow/conditions';
import { ScriptParam, ScriptParams } from '../workflow/script-params';
import { ChangeSource, ContactSummary, CreateField, FollowUpKind } from './crm';
import type { SubjectSchemas } from './routes';
import { InviteUser, InvitedUser, PasswordLink, UpdateUser, UserView } from './users';

/** An entry of a CRM list. `deleted` is true after a soft delete: references to the entry still show its name, and it can be restored. */
const NamedView = z.object({ id: Id, name: z.string(), deleted: z.boolean() });

export const InterestView = NamedView.extend({ contacts: z.number().int() });
export type InterestView = z.infer<typeof InterestView>;

export const ProjectView = NamedView.extend({ members: z.number().int() });
export type ProjectView = z.infer<typeof ProjectView>;

/** Members can be added one by one to static selections only. */
export const SelectionKind = z.enum(['static', 'dynamic', 'combined']);
export type SelectionKind = z.infer<typeof SelectionKind>;
/**
 * `criteria`: which contacts a dynamic selection contains, as a condition on facts about contacts and companies. Null if the selection is
 * static, or its criteria are not known here.
 */
export const SelectionView = ProjectView.extend({
  kind: SelectionKind,
  criteria: Condition.nullable(),
});
export type SelectionView = z.infer<typeof SelectionView>;
export const SaveSelection = z.object({
  name: Name,
  kind: SelectionKind.default('static'),
  criteria: Condition.nullish(),
});
export type SaveSelection = z.infer<typeof SaveSelection>;
export const UpdateSelection = changesOf(z.object({ name: Name, criteria: Condition }));
export type UpdateSelection = z.infer<typeof UpdateSelection>;

export const PreviewSelection = z.object({ criteria: Condition });
/** The contacts that meet criteria at this moment. */
export const SelectionPreview = z.object({
  /** How many were found. */
  count: z.number().int(),
  /** Whether all contacts were looked at. If not, there are at least `count`. */
  complete: z.boolean(),
  /** The first of them. */
  contacts: z.array(ContactSummary),
});
export type SelectionPreview = z.infer<typeof SelectionPreview>;

export const SaveNamed = z.object({ name: Name });

/** A member of an interest, a selection or a project, with the time and the origin of the membership. */
export const MemberView = z.object({ contact: ContactSummary, since: Instant, source: ChangeSource });
export type MemberView = z.infer<typeof MemberView>;
export type MemberPage = Page<MemberView>;

/**
 * How a category selects the owner of a new request among its members: in turn (`even`), in proportion to their weights, the one with the
 * fewest open requests, or nobody (`none`).
 */
export const AssignmentRule = z.enum(ASSIGNMENT_RULES);
export type AssignmentRule = z.infer<typeof AssignmentRule>;
export const CategoryView = NamedView.extend({
  parentId: Id.nullable(),
  rule: AssignmentRule,
  ourContactFirst: z.boolean(),
  members: z.array(z.object({ user: Ref, weight: z.number().int() })),
  updatedAt: Instant,
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

/** A script that workflows can run. After a change of the source, all workflows run the new one. */
export const ScriptView = NamedView.extend({
  description: z.string(),
  source: z.string(),
  /** What steps that run it give it. */
  params: z.array(ScriptParam),
  /** What later steps can use. */
  outputs: z.array(ScriptOutput),
  updatedAt: Instant,
});
export type ScriptView = z.infer<typeof ScriptView>;
export const SaveScript = z.object({
  name: Name,
  description: z.string().trim().max(1000).default(''),
  source: z.string().max(64_000),
  params: ScriptParams.default([]),
  outputs: z
    .array(ScriptOutput)
    .max(50)
    .refine((outputs) => new Set(outputs.map(({ name }) => name)).size === outputs.length, {
      error: 'Two outputs have the same name',
    })
    .default([]),
});
export type SaveScript = z.infer<typeof SaveScript>;

/** Parameters without a default get an example value. */
export const TryScript = SaveScript.pick({ source: true, params: true });
export type TryScript = z.infer<typeof TryScript>;
/** The result of a trial run of a script, which gets example variables. */
export const ScriptTrial = z.object({
  /** The values that later steps would get, by name. */
  values: z.record(z.string(), z.unknown()),
  log: z.array(z.string()),
  /** The outputs that the script would declare to give these values. */
  outputs: z.array(ScriptOutput),
  /** Why the script failed; null if it did not. */
  problem: Reason.nullable(),
});
export type ScriptTrial = z.infer<typeof ScriptTrial>;

/** Whose workflows run a script, in the draft or in the live version. At most `MAX_SCRIPT_USES` links and as many forms. */
export const ScriptUses = z.object({ links: z.array(Ref), forms: z.array(Ref) });
export type ScriptUses = z.infer<typeof ScriptUses>;
export const MAX_SCRIPT_USES = 100;

/** An item for pickers: `GET /api/lookups/:kind?q=&ids=&limit=`. */
export const LookupItem = z.object({
  id: z.string(),
  label: z.string(),
  detail: z.string().optional(),
  missing: z.boolean().optional(),
  /** For kind `field`: the definition, whose type and options determine the input for a value. */
  field: FieldDefinition.optional(),
  /** For kind `script`: what later steps can use. */
  outputs: z.array(ScriptOutput).optional(),
  /** For kind `script`: what steps that run it give it. */
  params: z.array(ScriptParam).optional(),
  /** For kinds `selection`, `task-type` and `link` (`library` or `local`): the type by which `LookupQuery.type` restricts the entries. */
  type: z.string().optional(),
  /** For kind `link`: what a click is answered with. If it is `redirect`, `detail` is the address. */
  answer: z.enum(LINK_ANSWERS).optional(),
  /** For kind `priority`: true for the priority of new requests. */
  isDefault: z.boolean().optional(),
});
export type LookupItem = z.infer<typeof LookupItem>;
export const LookupQuery = z.object({
  q: z.string().trim().max(200).optional(),
  /** Comma-separated ids to resolve, instead of a search by `q`. For entities that are deleted or do not exist, `missing` is true. */
  ids: z.string().max(5000).optional(),
  limit: z.coerce.number<number | string>().int().min(1).max(100).default(20),
  /**
   * Kind-specific filter, for example the kind of follow-up for `task-type`. Links are those of the library; with `any`, also the local
   * links of mailings. Selections are the static ones; with `any`, also the dynamic ones with criteria. With `started`, mailings are those
   * whose sending has started.
   */
  type: z.string().max(40).optional(),
});
export type LookupQuery = z.infer<typeof LookupQuery>;

/** `deleted=true` includes deleted entries (soft delete). */
export const NamedQuery = PageQuery.extend({ deleted: z.enum(['true', 'false']).optional() });
export type NamedQuery = z.infer<typeof NamedQuery>;
/**
 * `unchangedSince`: the `updatedAt` that the client has read. If the entry was changed since, the request fails with `draft.stale`. A
 * client that replaces a text or a list which it has read should send it.
 */
const reading = { unchangedSince: Instant.optional() };
export const UpdateCategory = changesOf(SaveCategory).extend(reading);
export type UpdateCategory = z.infer<typeof UpdateCategory>;
export const UpdateScript = changesOf(SaveScript).extend(reading);
export const FieldQuery = z.object({ entity: FieldDefinition.shape.entity.optional() });

/** The routes of a list of named entries. `retire` is a soft delete, and `restore` undoes it. */
const namedList = <View extends z.ZodType, Save extends z.ZodType, Update extends z.ZodType>(
  noun: string,
  view: View,
  { save, update }: { save: Save; update: Update },
) => ({
  list: { summary: `Lists ${noun}`, query: NamedQuery, response: pageOf(view) },
  create: { summary: `Creates an entry of ${noun}`, body: save, response: view, status: 201 as const },
  get: { summary: `Returns an entry of ${noun}, also a retired one`, params: byId, response: view },
  update: { summary: `Changes an entry of ${noun}`, params: byId, body: update, response: view },
  retire: { summary: `Retires an entry of ${noun}`, params: byId },
  restore: { summary: `Restores a retired entry of ${noun}`, params: byId, response: view },
});

const members = {
  summary: 'Lists the contacts of an entry',
  params: byId,
  query: PageQuery,
  response: pageOf(MemberView),
};

export const listRoutes = {
  interests: { ...namedList('interests', InterestView, { save: SaveNamed, update: SaveNamed }), members },
  selections: {
    ...namedList('selections', SelectionView, { save: SaveSelection, update: UpdateSelection }),
    members,
    preview: {
      summary: 'Returns the first contacts that meet criteria, and how many do, without saving anything',
      body: PreviewSelection,
      response: SelectionPreview,
    },
  },
  projects: { ...namedList('projects', ProjectView, { save: SaveNamed, update: SaveNamed }), members },
  categories: namedList('categories', CategoryView, { save: SaveCategory, update: UpdateCategory }),
  scripts: {
    ...namedList('scripts', ScriptView, { save: SaveScript, update: UpdateScript }),
    uses: { summary: 'Tells which links and forms run a script', params: byId, response: ScriptUses },
    try: {
      summary:
        'Runs a script for an imagined click, without saving it, and returns what later steps would get',
      body: TryScript,
      response: ScriptTrial,
    },
  },
  settings: {
    fields: { summary: 'Lists extra fields', query: FieldQuery, response: z.array(FieldDefinition) },
    createField: {
      summary: 'Creates an extra field',
      body: CreateField,
      response: FieldDefinition,
      status: 201,
    },
    priorities: { summary: 'Lists the priorities of requests', response: z.array(PriorityView) },
    taskTypes: { summary: 'Lists the types of follow-ups', response: z.array(TaskTypeView) },
    users: { summary: 'Lists users', response: z.array(UserView) },
    inviteUser: {
      summary: 'Creates a user and returns the one-time link with which the user chooses a password',
      body: InviteUser,
      response: InvitedUser,
      status: 201,
    },
    updateUser: {
      summary:
        'Changes name or roles of a user, or retires or restores it; retiring ends its sessions at once',
      params: byId,
      body: UpdateUser,
      response: UserView,
    },
    passwordLink: {
      summary:
        'Makes a one-time link with which a user chooses a new password; earlier links of the user end',
      params: byId,
      response: PasswordLink,
    },
    endUserSessions: { summary: 'Ends all sessions of a user', params: byId },
    unlinkIdentity: {
      summary: 'Removes the link of a user to a user of the OpenID Connect provider, and ends all sessions',
      params: byId,
    },
  },
} satisfies SubjectSchemas<'interests' | 'selections' | 'projects' | 'categories' | 'scripts' | 'settings'>;
