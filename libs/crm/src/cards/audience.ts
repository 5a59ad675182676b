import { Injectable } from '@nestjs/common';
import type { SelectionCriteria } from '@linkflow/contracts';
import { CrmAudience, CrmError, type ContactGroup, type MailContact } from '@linkflow/crm-port';
import type { mongo } from 'mongoose';
import { MEMBERSHIPS, SelectionsService } from '../lists/lists.service';
import { CrmStore } from '../shared/collection';
import { COMPANIES } from './companies.service';
import { CONTACTS, type ContactDoc } from './contacts.repository';
import type { MembershipDoc } from './memberships';

const MAIL_FIELDS = { name: 1, email: 1, emailKey: 1, formerEmployee: 1 } as const;
type StoredMailContact = Pick<ContactDoc, '_id' | 'name' | 'email'> &
  Partial<Pick<ContactDoc, 'emailKey' | 'formerEmployee'>>;

/** How the members of a group are found: by memberships, or by a filter of contacts and the interests that they must have. */
type Members =
  | { by: 'membership'; kind: 'selection' | 'project' }
  | { by: 'contact'; filter: mongo.Filter<ContactDoc>; interestIds: readonly string[] };

/** Reads contacts for mailings. */
@Injectable()
export class ContactsForMail extends CrmAudience {
  private readonly contacts: mongo.Collection<ContactDoc>;
  private readonly memberships: mongo.Collection<MembershipDoc>;

  constructor(
    private readonly store: CrmStore,
    private readonly selections: SelectionsService,
  ) {
    super();
    this.contacts = store.collection(CONTACTS);
    this.memberships = store.collection(MEMBERSHIPS);
  }

  async contactsAfter(group: ContactGroup, after: string | null, limit: number): Promise<MailContact[]> {
    const members = await this.membersOf(group);
    // A batch may be empty although there are more, because memberships can outlive their contact for a moment.
    for (let last = after; ;) {
      const batch =
        members.by === 'membership'
          ? await this.byMembership(group, members.kind, last, limit)
          : await this.byFilter(members, last, limit);
      if (batch.contacts.length > 0 || batch.last === null) return batch.contacts.map(toMailContact);
      last = batch.last;
    }
  }

  async require(group: ContactGroup): Promise<void> {
    await this.membersOf(group);
  }

  async count(group: ContactGroup): Promise<number> {
    const members = await this.membersOf(group);
    if (members.by === 'membership')
      return this.memberships.countDocuments({ kind: members.kind, targetId: group.id, active: true });
    if (members.interestIds.length === 0) return this.contacts.countDocuments(members.filter);
    let count = 0;
    for (let last: string | null = null; ;) {
      const batch = await this.byFilter(members, last, COUNT_BATCH);
      count += batch.contacts.length;
      if (batch.last === null) return count;
      last = batch.last;
    }
  }

  async byIds(contactIds: readonly string[]): Promise<MailContact[]> {
    return (await this.read(contactIds)).map(toMailContact);
  }

  async byAddresses(addressKeys: readonly string[]): Promise<Map<string, MailContact>> {
    if (addressKeys.length === 0) return new Map();
    const found = await this.contacts
      .find({ emailKey: { $in: [...addressKeys], $type: 'string' } })
      .project<StoredMailContact>(MAIL_FIELDS)
      .toArray();
    // Ids are ordered by time.
    found.sort((a, b) => Number(isFormer(a)) - Number(isFormer(b)) || (a._id < b._id ? -1 : 1));
    const byKey = new Map<string, MailContact>();
    for (const contact of found) {
      const key = contact.emailKey ?? '';
      if (!byKey.has(key)) byKey.set(key, toMailContact(contact));
    }
    return byKey;
  }

  private async membersOf({ kind, id }: ContactGroup): Promise<Members> {
    switch (kind) {
      case 'company':
        if (!(await this.store.collection(COMPANIES).findOne({ _id: id, deletedAt: null })))
          throw new CrmError('company.missing', {});
        return { by: 'contact', filter: { companyId: id }, interestIds: [] };
      case 'project':
        if (!(await this.store.collection('projects').findOne({ _id: id, deletedAt: null })))
          throw new CrmError('project.missing', {});
        return { by: 'membership', kind };
      case 'selection': {
        const selection = await this.selections.findById(id);
        if (!selection || selection.deletedAt) throw new CrmError('selection.missing', {});
        if (selection.kind === 'static') return { by: 'membership', kind };
        if (selection.kind === 'dynamic' && selection.criteria) return membersBy(selection.criteria);
        throw new CrmError('selection.not-static', { name: selection.name, kind: selection.kind });
      }
    }
  }

  private async byMembership(
    { id: targetId }: ContactGroup,
    kind: 'selection' | 'project',
    after: string | null,
    limit: number,
  ): Promise<Batch> {
    const found = await this.memberships
      .find({ kind, targetId, active: true, contactId: { $gt: after ?? '' } })
      .sort({ contactId: 1 })
      .limit(limit)
      .project<Pick<MembershipDoc, 'contactId'>>({ contactId: 1, _id: 0 })
      .toArray();
    const ids = found.map(({ contactId }) => contactId);
    return { contacts: await this.read(ids), last: ids.at(-1) ?? null };
  }

  private async byFilter(
    { filter, interestIds }: Extract<Members, { by: 'contact' }>,
    after: string | null,
    limit: number,
  ): Promise<Batch> {
    const contacts = await this.contacts
      .find({ ...filter, _id: { $gt: after ?? '' } })
      .sort({ _id: 1 })
      .limit(limit)
      .project<StoredMailContact>(MAIL_FIELDS)
      .toArray();
    const last = contacts.at(-1)?._id ?? null;
    if (interestIds.length === 0) return { contacts, last };
    const having = await this.memberships
      .find({
        contactId: { $in: contacts.map(({ _id }) => _id) },
        kind: 'interest',
        active: true,
        targetId: { $in: [...interestIds] },
      })
      .project<Pick<MembershipDoc, 'contactId'>>({ contactId: 1, _id: 0 })
      .toArray();
    const interested = new Set(having.map(({ contactId }) => contactId));
    return { contacts: contacts.filter(({ _id }) => interested.has(_id)), last };
  }

  /** The contacts with these ids, in the order of their ids. */
  private read(ids: readonly string[]): Promise<StoredMailContact[]> {
    return this.contacts
      .find({ _id: { $in: [...ids] } })
      .sort({ _id: 1 })
      .project<StoredMailContact>(MAIL_FIELDS)
      .toArray();
  }
}

interface Batch {
  contacts: StoredMailContact[];
  /** The last id that was considered; null if there are no more. */
  last: string | null;
}

const COUNT_BATCH = 2_000;

/** Criteria of one kind are alternatives; all kinds must be met. */
function membersBy({ countries, languages, companyIds, interestIds }: SelectionCriteria): Members {
  const filter: mongo.Filter<ContactDoc> = {
    ...(countries.length > 0 && { country: { $in: countries } }),
    ...(languages.length > 0 && { language: { $in: languages } }),
    ...(companyIds.length > 0 && { companyId: { $in: companyIds } }),
  };
  return { by: 'contact', filter, interestIds };
}

const isFormer = ({ formerEmployee }: StoredMailContact): boolean => formerEmployee === true;

const toMailContact = (contact: StoredMailContact): MailContact => ({
  contactId: contact._id,
  name: contact.name,
  email: contact.email,
  isFormerEmployee: isFormer(contact),
});
