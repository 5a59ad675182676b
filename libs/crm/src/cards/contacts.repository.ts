import { Injectable } from '@nestjs/common';
import type { ContactSummary, FieldValue, Language, Page, PageQuery } from '@linkflow/contracts';
import type { mongo } from 'mongoose';
import { CrmNames, addressKey } from '@linkflow/crm-port';
import { CrmCollection, CrmStore, byId, countBy, type Sorts } from '../shared/collection';
import { searchFilter, searchWords, sortKey } from '../shared/search-words';

export interface ContactDoc {
  _id: string;
  firstName: string;
  lastName: string;
  name: string;
  email: string | null;
  /** The normalised address, see `addressKey`; null if there is none. */
  emailKey: string | null;
  title: string | null;
  phone: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  language: Language | null;
  timeZone: string | null;
  companyId: string | null;
  ourContactId: string | null;
  /** Whether the person has left the company. Absent: no. */
  formerEmployee?: boolean;
  /** Extra fields by key. */
  fields: Record<string, FieldValue>;
  /** By field key: the time of the decision that set the current value; see newest-wins.ts. */
  fieldSetAt: Record<string, Date>;
  /**
   * By field key: the decisions at that time, each with its effect key and the value before it; see newest-wins.ts. Absent if no field was
   * ever set.
   */
  fieldSetBy?: Record<string, { key: string; previous: FieldValue }[]>;
  sortName: string;
  search: string[];
  createdAt: Date;
  updatedAt: Date;
}

export const CONTACTS = 'contacts';
const SORTS: Sorts = { name: 'sortName', email: 'email', country: 'country', updatedAt: 'updatedAt' };

/** The properties that are derived from a contact's name and e-mail address: full name, sort key, search words and normalised address. */
export function identityOf({
  firstName,
  lastName,
  email,
}: Pick<ContactDoc, 'firstName' | 'lastName' | 'email'>): Pick<
  ContactDoc,
  'name' | 'sortName' | 'search' | 'emailKey'
> {
  const name = `${firstName} ${lastName}`.trim();
  return {
    name,
    sortName: sortKey(name),
    search: searchWords(name, email),
    emailKey: email ? addressKey(email) : null,
  };
}

@Injectable()
export class ContactsRepository extends CrmCollection<ContactDoc> {
  constructor(
    store: CrmStore,
    private readonly names: CrmNames,
  ) {
    super(store, CONTACTS, [
      { key: { search: 1 } },
      { key: { sortName: 1, _id: 1 } },
      { key: { email: 1, _id: 1 } },
      { key: { country: 1, _id: 1 } },
      { key: { updatedAt: 1, _id: 1 } },
      { key: { companyId: 1, sortName: 1 } },
      // For mailings: the contacts of a company in the order of their ids, and the contacts of addresses.
      { key: { companyId: 1, _id: 1 } },
      { key: { emailKey: 1 }, partialFilterExpression: { emailKey: { $type: 'string' } } },
    ]);
  }

  page(query: PageQuery, filter: mongo.Filter<ContactDoc>): Promise<Page<ContactDoc>> {
    return this.readPage({ ...searchFilter(query.q), ...filter }, query, { sorts: SORTS, standard: 'name' });
  }

  /** Ids of at most `limit` contacts that match the search text. */
  async search(q: string, limit: number): Promise<string[]> {
    const found = this.documents.find(searchFilter(q), { projection: { _id: 1 } }).limit(limit);
    return (await found.toArray()).map(({ _id }) => _id);
  }

  ofCompany(companyId: string, limit: number): Promise<ContactDoc[]> {
    return this.findMany({ companyId }, { sortName: 1 }, limit);
  }

  countByCompany(companyIds: string[]): Promise<Map<string, number>> {
    return countBy(this.documents, 'companyId', { companyId: { $in: companyIds } });
  }

  async insert(contact: ContactDoc): Promise<void> {
    await this.documents.insertOne(contact);
  }

  async remove(id: string): Promise<boolean> {
    return (await this.documents.deleteOne(byId(id))).deletedCount === 1;
  }

  async summariesById(ids: string[]): Promise<Map<string, ContactSummary>> {
    const summaries = await this.summaries(await this.findMany({ _id: { $in: ids } }, {}));
    return new Map(summaries.map((summary) => [summary.id, summary]));
  }

  summaries(contacts: ContactDoc[]): Promise<ContactSummary[]> {
    return Promise.all(contacts.map((contact) => this.summary(contact)));
  }

  async summary(contact: ContactDoc): Promise<ContactSummary> {
    const [company, ourContact] = await Promise.all([
      this.names.refOf('company', contact.companyId),
      this.names.refOf('user', contact.ourContactId),
    ]);
    return {
      id: contact._id,
      firstName: contact.firstName,
      lastName: contact.lastName,
      name: contact.name,
      email: contact.email,
      country: contact.country,
      company,
      ourContact,
      updatedAt: contact.updatedAt.toISOString(),
    };
  }
}
