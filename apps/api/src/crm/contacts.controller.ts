import {
  CompaniesService,
  ContactsService,
  FollowUpsService,
  RequestsService,
  type UserSource,
} from '@linkflow/crm';
import { controllerOf } from '../http/route';
import { Erasures } from './erasures';
import type { SignedInUser } from '../session/sessions.service';

/** The user as the source of a change, in the form that is stored in the history of a card. */
const changedBy = ({ id, name }: SignedInUser): UserSource => ({ kind: 'user', userId: id, userName: name });

/** Contacts. Every change is recorded in the history of the card. */
export const ContactsController = controllerOf(
  'contacts',
  [ContactsService, Erasures],
  (contacts, erasures) => ({
    list: ({ query }) => contacts.page(query),
    create: ({ body, user }) => contacts.create(body, changedBy(user)),
    get: ({ params }) => contacts.card(params.id),
    update: ({ params, body, user }) => contacts.update(params.id, body, changedBy(user)),
    remove: ({ params, user }) => erasures.request(params.id, user),
    erasure: ({ params }) => erasures.progress(params.id),
    export: ({ params, user }) => erasures.export(params.id, user),
    join: ({ params: { id, kind, targetId }, user }) =>
      contacts.setMembership(id, { kind, targetId, active: true }, changedBy(user)),
    leave: ({ params: { id, kind, targetId }, user }) =>
      contacts.setMembership(id, { kind, targetId, active: false }, changedBy(user)),
  }),
);

export const CompaniesController = controllerOf('companies', [CompaniesService], (companies) => ({
  list: ({ query }) => companies.page(query),
  create: ({ body }) => companies.create(body),
  get: ({ params }) => companies.card(params.id),
  update: ({ params, body }) => companies.save(params.id, body),
  remove: ({ params }) => companies.remove(params.id),
}));

/** Follow-ups: tasks and appointments. */
export const FollowUpsController = controllerOf('followUps', [FollowUpsService], (followUps) => ({
  list: ({ query }) => followUps.page(query),
  update: ({ params, body }) => followUps.setStatus(params.id, body.status),
}));

export const RequestsController = controllerOf('requests', [RequestsService], (requests) => ({
  list: ({ query }) => requests.page(query),
  update: ({ params, body }) => requests.update(params.id, body),
}));
