import { z } from 'zod';
import { Id, PageQuery, pageOf } from '../common';
import { RefKind } from '../workflow/catalogue';
import {
  CompanyCard,
  CompanyView,
  ContactCard,
  ContactSummary,
  CreateField,
  FieldDefinition,
  FollowUpView,
  MembershipKind,
  RequestView,
  SaveCompany,
  SaveContact,
  UpdateContact,
} from './crm';
import {
  CategoryView,
  ContactQuery,
  FieldQuery,
  FollowUpQuery,
  InterestView,
  LookupItem,
  LookupQuery,
  MemberView,
  NamedQuery,
  PriorityView,
  ProjectView,
  RequestQuery,
  SaveCategory,
  SaveNamed,
  SaveScript,
  SaveSelection,
  ScriptView,
  SelectionView,
  TaskTypeView,
  UpdateCategory,
  UpdateCompany,
  UpdateFollowUp,
  UpdateRequest,
  UpdateScript,
} from './crm-lists';
import type { RouteSchemas } from './routes';
import { UpdateUser, UserView } from './users';

const byId = { id: Id };
/** Id of a follow-up or a request: the effect key `<run>:<node>` of the step that created it, or an id. */
const byWorkId = { id: z.string().regex(/^[0-9a-f]{24}(:[A-Za-z0-9_-]{1,40})?$/) };

const membership = {
  params: { id: Id, kind: MembershipKind, targetId: Id },
  response: ContactCard,
};

export const contactRoutes = {
  list: { summary: 'Lists contacts', query: ContactQuery, response: pageOf(ContactSummary) },
  create: { summary: 'Creates a contact', body: SaveContact, response: ContactCard, status: 201 },
  get: { summary: 'Returns the card of a contact', params: byId, response: ContactCard },
  update: {
    summary: 'Changes the given parts of a contact',
    params: byId,
    body: UpdateContact,
    response: ContactCard,
  },
  remove: { summary: 'Deletes a contact', params: byId },
  join: {
    summary: 'Sets an interest, or adds the contact to a static selection or a project',
    ...membership,
  },
  leave: { summary: 'Removes an interest or a membership', ...membership },
} satisfies RouteSchemas<'contacts'>;

export const companyRoutes = {
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
} satisfies RouteSchemas<'companies'>;

export const followUpRoutes = {
  list: { summary: 'Lists to-dos and meetings', query: FollowUpQuery, response: pageOf(FollowUpView) },
  update: {
    summary: 'Sets the status of a follow-up',
    params: byWorkId,
    body: UpdateFollowUp,
    response: FollowUpView,
  },
} satisfies RouteSchemas<'followUps'>;

export const requestRoutes = {
  list: { summary: 'Lists requests', query: RequestQuery, response: pageOf(RequestView) },
  update: {
    summary: 'Sets the status or the owner of a request',
    params: byWorkId,
    body: UpdateRequest,
    response: RequestView,
  },
} satisfies RouteSchemas<'requests'>;

/** Routes of a list whose entries are named, retired and restored. References to a retired entry keep its name. */
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

export const interestRoutes = {
  ...namedList('interests', InterestView, { save: SaveNamed, update: SaveNamed }),
  members,
} satisfies RouteSchemas<'interests'>;

export const selectionRoutes = {
  ...namedList('selections', SelectionView, { save: SaveSelection, update: SaveNamed }),
  members,
} satisfies RouteSchemas<'selections'>;

export const projectRoutes = {
  ...namedList('projects', ProjectView, { save: SaveNamed, update: SaveNamed }),
  members,
} satisfies RouteSchemas<'projects'>;

export const categoryRoutes = namedList('categories', CategoryView, {
  save: SaveCategory,
  update: UpdateCategory,
}) satisfies RouteSchemas<'categories'>;

const scripts = namedList('scripts', ScriptView, { save: SaveScript, update: UpdateScript });
/** A changed script affects every later click, so only admins may change one. */
const adminOnly = { roles: ['admin'] as const };

export const scriptRoutes = {
  ...scripts,
  create: { ...scripts.create, ...adminOnly },
  update: { ...scripts.update, ...adminOnly },
  retire: { ...scripts.retire, ...adminOnly },
  restore: { ...scripts.restore, ...adminOnly },
} satisfies RouteSchemas<'scripts'>;

export const settingRoutes = {
  fields: { summary: 'Lists extra fields', query: FieldQuery, response: z.array(FieldDefinition) },
  createField: {
    summary: 'Creates an extra field',
    body: CreateField,
    response: FieldDefinition,
    status: 201,
    ...adminOnly,
  },
  priorities: { summary: 'Lists the priorities of requests', response: z.array(PriorityView) },
  taskTypes: { summary: 'Lists the types of follow-ups', response: z.array(TaskTypeView) },
  users: { summary: 'Lists users', response: z.array(UserView) },
  updateUser: {
    summary: 'Retires or restores a user',
    params: byId,
    body: UpdateUser,
    response: UserView,
    ...adminOnly,
  },
} satisfies RouteSchemas<'settings'>;

/** The lookup of pickers; the other routes of the catalogue stand in route-schemas.ts. */
export const lookupRoute = {
  summary: 'Finds entries of one kind by name or id, for pickers',
  params: { kind: RefKind },
  query: LookupQuery,
  response: z.array(LookupItem),
};
