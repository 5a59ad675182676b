import { Injectable, Module } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Turn } from '@linkflow/platform';
import type { Connection } from 'mongoose';

/** Facts by name. A name that is absent is unknown; null is known to be empty. */
export type FactValues = Record<string, unknown>;

interface StoredContact {
  _id: string;
  companyId?: string | null;
  ourContactId?: string | null;
  fields?: Record<string, unknown>;
  [property: string]: unknown;
}

interface StoredMembership {
  contactId: string;
  kind: string;
  targetId: string;
}

interface StoredCompany {
  _id: string;
  name: string;
  country: string | null;
}

interface Ask {
  contactId: string;
  wanted: readonly string[];
  resolve(facts: FactValues | null): void;
  reject(error: unknown): void;
}

/** Facts that are properties of the contact document, under the name of the property. */
const PLAIN = ['firstName', 'lastName', 'name', 'email', 'title', 'phone', 'country', 'language', 'timeZone'];
const LISTS = {
  'contact.interests': 'interest',
  'contact.selections': 'selection',
  'contact.projects': 'project',
};
/** Names come from workflows, so only what can be a key goes into a projection. */
const FIELD = /^contact\.fields\.(x_[a-z0-9_]{1,60})$/;
const fieldKeyOf = (name: string): string | undefined => FIELD.exec(name)?.[1];

/** Reads what conditions and texts ask about contacts. Reads only, and only what was asked for. */
@Injectable()
export class ContactFacts {
  private readonly turn = new Turn<Ask>((asks) => this.answer(asks));

  constructor(@InjectConnection() private readonly connection: Connection) {}

  /**
   * The wanted facts of many contacts, by contact id: one find for contacts, one for memberships, one for companies, and none
   * that isn't needed. A contact that isn't there is not in the map; names that aren't about contacts are passed over.
   */
  async load(contactIds: readonly string[], wanted: readonly string[]): Promise<Map<string, FactValues>> {
    const ids = [...new Set(contactIds)];
    const lists = Object.entries(LISTS).filter(([name]) => wanted.includes(name));
    const [contacts, memberships] = await Promise.all([
      this.contacts(ids, wanted),
      this.memberships(
        ids,
        lists.map(([, kind]) => kind),
      ),
    ]);
    const companies = wanted.some((name) => name.startsWith('company.'))
      ? await this.companies(contacts.flatMap(({ companyId }) => companyId ?? []))
      : new Map<string, StoredCompany>();

    const byId = new Map(contacts.map((contact) => [contact._id, factsOf(contact, companies, wanted)]));
    for (const facts of byId.values()) for (const [name] of lists) facts[name] = [];
    for (const { contactId, kind, targetId } of memberships) {
      const name = lists.find(([, of]) => of === kind)?.[0];
      const list = name === undefined ? undefined : byId.get(contactId)?.[name];
      if (Array.isArray(list)) list.push(targetId);
    }
    return byId;
  }

  /** The wanted facts of one contact, null when it isn't there. All that is asked at one moment is read together. */
  of(contactId: string, wanted: readonly string[]): Promise<FactValues | null> {
    return new Promise((resolve, reject) => this.turn.add({ contactId, wanted, resolve, reject }));
  }

  private async answer(asks: Ask[]): Promise<void> {
    try {
      const wanted = [...new Set(asks.flatMap((ask) => ask.wanted))];
      const byId = await this.load(
        asks.map(({ contactId }) => contactId),
        wanted,
      );
      for (const ask of asks) {
        const facts = byId.get(ask.contactId);
        ask.resolve(facts ? Object.fromEntries(ask.wanted.flatMap((name) => entryOf(facts, name))) : null);
      }
    } catch (error) {
      for (const { reject } of asks) reject(error);
    }
  }

  private async contacts(ids: string[], wanted: readonly string[]): Promise<StoredContact[]> {
    const projection: Record<string, 1> = { _id: 1 };
    for (const name of wanted) {
      const key = fieldKeyOf(name);
      if (key) projection[`fields.${key}`] = 1;
      else if (name === 'contact.ourContact' || name === 'contact.hasOurContact') projection.ourContactId = 1;
      else if (name.startsWith('company.')) projection.companyId = 1;
      else if (isPlain(name)) projection[name.slice('contact.'.length)] = 1;
    }
    return this.find<StoredContact>('contacts', { _id: { $in: ids } }, projection);
  }

  private async memberships(contactIds: string[], kinds: string[]): Promise<StoredMembership[]> {
    if (kinds.length === 0) return [];
    return this.find<StoredMembership>(
      'memberships',
      { contactId: { $in: contactIds }, kind: { $in: kinds }, active: true },
      { contactId: 1, kind: 1, targetId: 1 },
    );
  }

  private async companies(ids: string[]): Promise<Map<string, StoredCompany>> {
    if (ids.length === 0) return new Map();
    const found = await this.find<StoredCompany>(
      'companies',
      { _id: { $in: [...new Set(ids)] }, deletedAt: null },
      { name: 1, country: 1 },
    );
    return new Map(found.map((company) => [company._id, company]));
  }

  private find<T extends object>(collection: string, filter: object, projection: object): Promise<T[]> {
    return this.connection.collection(collection).find<T>(filter, { projection }).toArray();
  }
}

function factsOf(
  contact: StoredContact,
  companies: Map<string, StoredCompany>,
  wanted: readonly string[],
): FactValues {
  const company = companies.get(contact.companyId ?? '');
  const facts: FactValues = {};
  for (const name of wanted) {
    const key = fieldKeyOf(name);
    if (key) facts[name] = contact.fields?.[key] ?? null;
    else if (name === 'contact.ourContact') facts[name] = contact.ourContactId ?? null;
    else if (name === 'contact.hasOurContact') facts[name] = Boolean(contact.ourContactId);
    else if (name === 'company.name') facts[name] = company?.name ?? null;
    else if (name === 'company.country') facts[name] = company?.country ?? null;
    else if (isPlain(name)) facts[name] = contact[name.slice('contact.'.length)] ?? null;
  }
  return facts;
}

const isPlain = (name: string): boolean =>
  name.startsWith('contact.') && PLAIN.includes(name.slice('contact.'.length));

const entryOf = (facts: FactValues, name: string): [string, unknown][] =>
  name in facts ? [[name, facts[name]]] : [];

/** For an app that reads facts and nothing else of the CRM. */
@Module({ providers: [ContactFacts], exports: [ContactFacts] })
export class ContactFactsModule {}
