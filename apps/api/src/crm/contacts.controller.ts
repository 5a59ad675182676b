import type { Ref, RefKind, SaveCompany, SaveContact } from '@linkflow/contracts';
import {
  CompaniesService,
  ContactsService,
  FollowUpsService,
  RequestsService,
  type UserSource,
} from '@linkflow/crm';
import { RecipientsService } from '@linkflow/mailings';
import { EntityNames } from '../catalogue/entity-names';
import { controllerOf } from '../http/route';
import { changesBetween } from '../ops/audit-changes';
import { AuditLog, type AuditSubject } from '../ops/audit-log';
import { Erasures } from './erasures';
import type { SignedInUser } from '../session/signed-in-user';

/** The user as the source of a change, in the form that is stored in the history of a card. */
const changedBy = ({ id, name }: SignedInUser): UserSource => ({ kind: 'user', userId: id, userName: name });

/** An audit event about a contact. It belongs to the personal data of the contact, so the erasure of the contact finds it. */
const aboutContact = (id: string, name: string): AuditSubject & { contactId: string } => ({
  target: { kind: 'contact', id, name },
  contactId: id,
});

/** The name of the entity with a new id; undefined if the id does not change. */
const refIfGiven = async (
  names: EntityNames,
  kind: RefKind,
  id: string | null | undefined,
): Promise<Ref | null | undefined> => (id === undefined ? undefined : names.refOf(kind, id));

/** The properties of a contact with names instead of ids, to compare them with those of the card. */
async function shownProperties(
  names: EntityNames,
  { companyId, ourContactId, ...properties }: Partial<SaveContact>,
) {
  const [company, ourContact] = await Promise.all([
    refIfGiven(names, 'company', companyId),
    refIfGiven(names, 'user', ourContactId),
  ]);
  return { ...properties, company, ourContact };
}

/** Contacts. Every change is recorded in the history of the card, and in the audit log. */
export const ContactsController = controllerOf(
  'contacts',
  [ContactsService, RecipientsService, Erasures, EntityNames, AuditLog],
  (contacts, recipients, erasures, names, audit) => {
    const setMembership = async (
      {
        params: { id, kind, targetId },
        user,
      }: {
        params: { id: string; kind: 'interest' | 'selection' | 'project'; targetId: string };
        user: SignedInUser;
      },
      active: boolean,
    ) => {
      const [contact, target] = await Promise.all([
        names.nameOf('contact', id),
        names.nameOf(kind, targetId),
      ]);
      return audit.record(user, {
        action: active ? 'contact.join' : 'contact.leave',
        ...aboutContact(id, contact.name),
        details: { kind, to: { id: targetId, name: target.name } },
        act: () => contacts.setMembership(id, { kind, targetId, active }, changedBy(user)),
      });
    };

    return {
      list: ({ query }) => contacts.page(query),
      create: ({ body, user }) =>
        audit.record(user, {
          action: 'contact.create',
          // The name is recorded together with the id, so that the erasure of the contact always finds it.
          target: { kind: 'contact', id: '', name: '' },
          act: () => contacts.create(body, changedBy(user)),
          outcome: ({ id, name }) => aboutContact(id, name),
        }),
      get: ({ params }) => contacts.card(params.id),
      update: async ({ params: { id }, body: { fields = {}, ...properties }, user }) => {
        const card = await contacts.card(id);
        const before = Object.fromEntries(card.fields.map(({ field, value }) => [field.key, value]));
        return audit.record(user, {
          action: 'contact.change',
          ...aboutContact(id, card.name),
          changes: [
            ...changesBetween(card, await shownProperties(names, properties)),
            ...changesBetween(before, fields),
          ],
          act: async () => {
            const saved = await contacts.update(id, { fields, ...properties }, changedBy(user));
            // The mailings of the contact get the corrected address.
            await recipients.contactChanged(id);
            return saved;
          },
        });
      },
      remove: ({ params, user }) => erasures.request(params.id, user),
      eraseAddress: ({ body, user }) => erasures.eraseAddress(body.email, user),
      erasure: ({ params }) => erasures.progress(params.id),
      export: ({ params, user }) => erasures.export(params.id, user),
      join: (input) => setMembership(input, true),
      leave: (input) => setMembership(input, false),
    };
  },
);

export const CompaniesController = controllerOf(
  'companies',
  [CompaniesService, EntityNames, AuditLog],
  (companies, names, audit) => {
    const shown = async ({ ourContactId, ...company }: Partial<SaveCompany>) => ({
      ...company,
      ourContact: await refIfGiven(names, 'user', ourContactId),
    });
    return {
      list: ({ query }) => companies.page(query),
      create: ({ body, user }) =>
        audit.record(user, {
          action: 'company.create',
          target: { kind: 'company', id: '', name: body.name },
          act: () => companies.create(body),
          outcome: ({ id, name }) => ({ target: { kind: 'company', id, name } }),
        }),
      get: ({ params }) => companies.card(params.id),
      update: async ({ params: { id }, body, user }) => {
        const before = await companies.card(id);
        return audit.record(user, {
          action: 'company.change',
          target: { kind: 'company', id, name: before.name },
          changes: changesBetween(before, await shown(body)),
          act: () => companies.save(id, body),
        });
      },
      remove: async ({ params: { id }, user }) => {
        const { name } = await companies.card(id);
        await audit.record(user, {
          action: 'company.delete',
          target: { kind: 'company', id, name },
          act: () => companies.remove(id),
        });
      },
    };
  },
);

/** Follow-ups: tasks and appointments. */
export const FollowUpsController = controllerOf(
  'followUps',
  [FollowUpsService, AuditLog],
  (followUps, audit) => ({
    list: ({ query }) => followUps.page(query),
    update: async ({ params: { id }, body, user }) => {
      const before = await followUps.get(id);
      return audit.record(user, {
        action: 'work.follow-up',
        target: { kind: 'follow-up', id, name: titleOf(before.text) },
        contactId: before.contact?.id,
        changes: changesBetween(before, body),
        act: () => followUps.setStatus(id, body.status),
      });
    },
  }),
);

export const RequestsController = controllerOf(
  'requests',
  [RequestsService, EntityNames, AuditLog],
  (requests, names, audit) => ({
    list: ({ query }) => requests.page(query),
    update: async ({ params: { id }, body, user }) => {
      const before = await requests.get(id);
      const owner = await refIfGiven(names, 'user', body.ownerId);
      return audit.record(user, {
        action: 'work.request',
        target: { kind: 'request', id, name: titleOf(before.title) },
        contactId: before.contact?.id,
        changes: changesBetween(before, { status: body.status, owner }),
        act: () => requests.update(id, body),
      });
    },
  }),
);

const MAX_TITLE = 120;
/** The beginning of a text, as the name of its target in an audit event. */
const titleOf = (text: string): string => text.slice(0, MAX_TITLE).toWellFormed();
