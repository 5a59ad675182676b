import { Injectable } from '@nestjs/common';
import type { Condition } from '@linkflow/contracts';
import { CrmAudience, CrmError, type ContactGroup, type MailContact } from '@linkflow/crm-port';
import type { mongo } from 'mongoose';
import { MEMBERSHIPS, SelectionsService } from '../lists/lists.service';
import { CrmStore } from '../shared/collection';
import { COMPANIES } from './companies.service';
import { CONTACTS, type ContactDoc } from './contacts.repository';
import { MatchingContacts } from './matching-contacts';
import type { MembershipDoc } from './memberships';

const MAIL_FIELDS = { name: 1, email: 1, emailKey: 1, formerEmployee: 1 } as const;
type StoredMailContact = Pick<ContactDoc, '_id' | 'name' | 'email'> &
  Partial<Pick<ContactDoc, 'emailKey' | 'formerEmployee'>>;

/** How the members of a group are found: by memberships, by their company, or by a condition that they meet. */
type Members =
  | { by: 'membership'; kind: 'selection' | 'project' }
  | { by: 'company' }
  | { by: 'condition'; condition: Condition };

/** Reads contacts for mailings. */
@Injectable()
export class ContactsForMail extends CrmAudience {
  private readonly contacts: mongo.Collection<ContactDoc>;
  private readonly memberships: mongo.Collection<MembershipDoc>;

  constructor(
    private readonly store: CrmStore,
    private readonly selections: SelectionsService,
    private readonly matching: MatchingContacts,
  ) {
    super();
    this.contacts = store.collection(CONTACTS);
    this.memberships = store.collection(MEMBERSHIPS);
  }

  async contactsAfter(group: ContactGroup, after: string | null, limit: number): Promise<MailContact[]> {
    const members = await this.membersOf(group);
    if (members.by === 'condition')
      return this.byIds(await this.matching.idsAfter(members.condition, after, limit));
    if (members.by === 'company') return (await this.ofCompany(group.id, after, limit)).map(toMailContact);
    // A batch may be empty although there are more, because memberships can outlive their contact for a moment.
    for (let last = after; ;) {
      const batch = await this.byMembership(group, members.kind, last, limit);
      if (batch.contacts.length > 0 || batch.last === null) return batch.contacts.map(toMailContact);
      last = batch.last;
    }
  }

  async require(group: ContactGroup): Promise<void> {
    await this.membersOf(group);
  }

  async count(group: ContactGroup): Promise<number | null> {
    const members = await this.membersOf(group);
    switch (members.by) {
      case 'membership':
        return this.memberships.countDocuments({ kind: members.kind, targetId: group.id, active: true });
      case 'company':
        return this.contacts.countDocuments({ companyId: group.id });
      case 'condition':
        return null;
    }
  }

  async byIds(contactIds: readonly string[]): Promise<MailContact[]> {
    return (await this.read(contactIds)).map(toMailContact);
  }

  async byAddresses(addressKeys: readonly string[]): Promise<Map<string, MailContact>> {
    if (addressKeys.length === 0) return new Map();
    const found = await this.contacts
      .find({ emailKey: { $in: [...addressKeys], $type: 'string' } })
      .batchSize(addressKeys.length + 1)
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
        return { by: 'company' };
      case 'project':
        if (!(await this.store.collection('projects').findOne({ _id: id, deletedAt: null })))
          throw new CrmError('project.missing', {});
        return { by: 'membership', kind };
      case 'selection': {
        const selection = await this.selections.findById(id);
        if (!selection || selection.deletedAt) throw new CrmError('selection.missing', {});
        if (selection.kind === 'static') return { by: 'membership', kind };
        if (selection.kind === 'dynamic' && selection.criteria)
          return { by: 'condition', condition: selection.criteria };
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
      .batchSize(limit)
      .project<Pick<MembershipDoc, 'contactId'>>({ contactId: 1, _id: 0 })
      .toArray();
    const ids = found.map(({ contactId }) => contactId);
    return { contacts: await this.read(ids), last: ids.at(-1) ?? null };
  }

  private ofCompany(companyId: string, after: string | null, limit: number): Promise<StoredMailContact[]> {
    return this.contacts
      .find({ companyId, _id: { $gt: after ?? '' } })
      .sort({ _id: 1 })
      .limit(limit)
      .batchSize(limit)
      .project<StoredMailContact>(MAIL_FIELDS)
      .toArray();
  }

  /** The contacts with these ids, in the order of their ids. */
  private read(ids: readonly string[]): Promise<StoredMailContact[]> {
    return this.contacts
      .find({ _id: { $in: [...ids] } })
      .sort({ _id: 1 })
      .batchSize(ids.length + 1)
      .project<StoredMailContact>(MAIL_FIELDS)
      .toArray();
  }
}

interface Batch {
  contacts: StoredMailContact[];
  /** The last id that was considered; null if there are no more. */
  last: string | null;
}

const isFormer = ({ formerEmployee }: StoredMailContact): boolean => formerEmployee === true;

const toMailContact = (contact: StoredMailContact): MailContact => ({
  contactId: contact._id,
  name: contact.name,
  email: contact.email,
  isFormerEmployee: isFormer(contact),
});
