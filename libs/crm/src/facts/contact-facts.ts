import { Injectable, Module } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { MembershipKind, ValueReader } from '@linkflow/contracts';
import { CrmFactReader, type FactValues } from '@linkflow/crm-port';
import type { Connection } from 'mongoose';
import type { Stored } from '@linkflow/platform';
import { COMPANIES, type CompanyDoc } from '../cards/companies.service';
import { CONTACTS, type ContactDoc } from '../cards/contacts.repository';
import type { MembershipDoc } from '../cards/memberships';
import { MEMBERSHIPS } from '../lists/lists.service';
import { ContactTexts, fieldKeyOf } from './contact-texts';

type StoredContact = Partial<ContactDoc> & Stored;
type StoredCompany = Pick<CompanyDoc, '_id' | 'name' | 'country'>;

/** Maps facts such as `contact.firstName` to the property of the contact document that contains their value. */
const PROPERTIES = new Map(
  (
    ['firstName', 'lastName', 'name', 'email', 'title', 'phone', 'country', 'language', 'timeZone'] as const
  ).map((property) => [`contact.${property}`, property]),
);
const LISTS: Record<string, MembershipKind> = {
  'contact.interests': 'interest',
  'contact.selections': 'selection',
  'contact.projects': 'project',
};

/** Documents per round trip. By default the first one brings 101 documents. */
const BATCH = 1_000;

/** Facts about contacts, for conditions and texts. Reads only the collections and properties that the requested facts need. */
@Injectable()
export class ContactFacts implements CrmFactReader {
  private readonly contactTexts: ContactTexts;

  constructor(@InjectConnection() private readonly connection: Connection) {
    this.contactTexts = new ContactTexts(connection);
  }

  texts(values: FactValues, reader: ValueReader): Promise<Record<string, string>> {
    return this.contactTexts.textsOf(values, reader);
  }

  /** Makes at most one `find` in each of the collections of contacts, memberships and companies. */
  async load(contactIds: readonly string[], names: readonly string[]): Promise<Map<string, FactValues>> {
    const ids = [...new Set(contactIds)];
    const lists = Object.entries(LISTS).filter(([name]) => names.includes(name));
    const [contacts, memberships] = await Promise.all([
      this.contacts(ids, names),
      this.memberships(
        ids,
        lists.map(([, kind]) => kind),
      ),
    ]);
    const companies = names.some((name) => name.startsWith('company.'))
      ? await this.companies(contacts.flatMap(({ companyId }) => companyId ?? []))
      : new Map<string, StoredCompany>();

    const byId = new Map(contacts.map((contact) => [contact._id, factsOf(contact, companies, names)]));
    for (const facts of byId.values()) for (const [name] of lists) facts[name] = [];
    for (const { contactId, kind, targetId } of memberships) {
      const name = lists.find(([, of]) => of === kind)?.[0];
      const list = name === undefined ? undefined : byId.get(contactId)?.[name];
      if (Array.isArray(list)) list.push(targetId);
    }
    return byId;
  }

  private contacts(ids: string[], names: readonly string[]): Promise<StoredContact[]> {
    const projection: Record<string, 1> = { _id: 1 };
    for (const name of names) {
      const key = fieldKeyOf(name);
      const property = PROPERTIES.get(name);
      if (key) projection[`fields.${key}`] = 1;
      else if (name === 'contact.ourContact' || name === 'contact.hasOurContact') projection.ourContactId = 1;
      else if (name === 'contact.company' || name.startsWith('company.')) projection.companyId = 1;
      else if (property) projection[property] = 1;
    }
    return this.find<StoredContact>(CONTACTS, { _id: { $in: ids } }, projection);
  }

  private async memberships(
    contactIds: string[],
    kinds: string[],
  ): Promise<Pick<MembershipDoc, 'contactId' | 'kind' | 'targetId'>[]> {
    if (kinds.length === 0) return [];
    return this.find(
      MEMBERSHIPS,
      { contactId: { $in: contactIds }, kind: { $in: kinds }, active: true },
      { contactId: 1, kind: 1, targetId: 1 },
    );
  }

  private async companies(ids: string[]): Promise<Map<string, StoredCompany>> {
    if (ids.length === 0) return new Map();
    const filter = { _id: { $in: [...new Set(ids)] }, deletedAt: null };
    const found = await this.find<StoredCompany>(COMPANIES, filter, { name: 1, country: 1 });
    return new Map(found.map((company) => [company._id, company]));
  }

  private find<T extends object>(collection: string, filter: object, projection: object): Promise<T[]> {
    const options = { projection, batchSize: BATCH };
    return this.connection.collection(collection).find<T>(filter, options).toArray();
  }
}

function factsOf(
  contact: StoredContact,
  companies: Map<string, StoredCompany>,
  names: readonly string[],
): FactValues {
  const company = companies.get(contact.companyId ?? '');
  const facts: FactValues = {};
  for (const name of names) {
    const key = fieldKeyOf(name);
    const property = PROPERTIES.get(name);
    if (key) facts[name] = contact.fields?.[key] ?? null;
    else if (name === 'contact.ourContact') facts[name] = contact.ourContactId ?? null;
    else if (name === 'contact.company') facts[name] = contact.companyId ?? null;
    else if (name === 'contact.hasOurContact') facts[name] = Boolean(contact.ourContactId);
    else if (name === 'company.name') facts[name] = company?.name ?? null;
    else if (name === 'company.country') facts[name] = company?.country ?? null;
    else if (property) facts[name] = contact[property] ?? null;
  }
  return facts;
}

/** For an app that needs facts about contacts, but nothing else of the CRM. */
@Module({
  providers: [ContactFacts, { provide: CrmFactReader, useExisting: ContactFacts }],
  exports: [ContactFacts, CrmFactReader],
})
export class ContactFactsModule {}
