import { Injectable } from '@nestjs/common';
import type {
  FieldDefinition,
  FieldValue,
  FollowUpKind,
  MembershipKind,
  SaveCategory,
  SaveCompany,
  SaveContact,
  SaveScript,
  SaveSelection,
} from '@linkflow/contracts';
import { Clock } from '@linkflow/platform';
import { ChangeLog } from './cards/change-log';
import { CompaniesService } from './cards/companies.service';
import { ContactsRepository, identityOf } from './cards/contacts.repository';
import { FieldsService } from './cards/fields.service';
import { MembershipsRepository } from './cards/memberships';
import { COLLECTION_OF } from './directory';
import { newEntry } from './lists/named-list';
import { CrmStore } from './shared/collection';
import { searchWords, sortKey } from './shared/search-words';
import { UsersService, type UserDoc } from './users.service';

type WithId<T> = T & { id: string };

export type ImportedUser = WithId<
  Omit<UserDoc, '_id' | 'sortName' | 'search' | 'createdAt' | 'joined' | 'sessionGeneration'>
>;
export interface ImportedContact extends WithId<SaveContact> {
  /** Extra fields by key. The values are not checked. */
  fields: Record<string, FieldValue>;
}
/** The data of a list entry, by the kind of the list. */
export interface ImportedEntries {
  interest: { id: string; name: string };
  project: { id: string; name: string };
  selection: WithId<SaveSelection>;
  priority: { id: string; name: string; rank: number; isDefault: boolean };
  'task-type': { id: string; name: string; kind: FollowUpKind };
  category: WithId<SaveCategory>;
  script: WithId<SaveScript>;
}

/** Inserts prepared data under ids that the caller chooses. Existing documents stay unchanged, so an import can be repeated. */
@Injectable()
export class CrmImport {
  constructor(
    private readonly store: CrmStore,
    private readonly users: UsersService,
    private readonly companies: CompaniesService,
    private readonly fields: FieldsService,
    private readonly contacts: ContactsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly changes: ChangeLog,
    private readonly clock: Clock,
  ) {}

  async user({ id, ...user }: ImportedUser): Promise<void> {
    const more = { ...nameFields(user.name, user.email), createdAt: this.clock.now() };
    await this.users.insertOnce({ _id: id, ...user, joined: true, sessionGeneration: 0, ...more });
  }

  async company({ id, ...company }: WithId<SaveCompany>): Promise<void> {
    const now = this.clock.now();
    const more = { ...nameFields(company.name), deletedAt: null, createdAt: now, updatedAt: now };
    await this.companies.insertOnce({ _id: id, ...company, ...more });
  }

  async field({ id, ...field }: FieldDefinition): Promise<void> {
    const more = { ...nameFields(field.name, field.key), deletedAt: null, createdAt: this.clock.now() };
    await this.fields.insertOnce({ _id: id, ...field, ...more });
  }

  async entry<K extends keyof ImportedEntries>(kind: K, { id, ...entry }: ImportedEntries[K]): Promise<void> {
    const document = newEntry(
      id,
      { ...entry, ...(kind === 'category' ? { turn: 0 } : {}) },
      this.clock.now(),
    );
    await this.store.batcher.insertOnce(COLLECTION_OF[kind], document);
  }

  async contact({ id, ...contact }: ImportedContact): Promise<void> {
    const now = this.clock.now();
    const identity = identityOf(contact);
    await this.contacts.insertOnce({
      _id: id,
      ...contact,
      ...identity,
      fieldSetAt: {},
      createdAt: now,
      updatedAt: now,
    });
    await this.changes.insertOnce({
      _id: `${id}:created`,
      contactId: id,
      kind: 'created',
      target: { id, name: identity.name },
      at: now,
      applied: true,
      source: { kind: 'seed' },
    });
  }

  /** Makes a contact a member. This is a decision at the current time, so a later click or change by a user overrides it. */
  async member(kind: MembershipKind, targetId: string, contactId: string): Promise<void> {
    const target = { kind, targetId, contactId, active: true, source: { kind: 'seed' as const } };
    const decision = { key: `import:${contactId}`, at: this.clock.now() };
    await this.memberships.decide(null, target, decision);
  }
}

const nameFields = (name: string, more?: string): { sortName: string; search: string[] } => ({
  sortName: sortKey(name),
  search: searchWords(name, more),
});
