import { Injectable } from '@nestjs/common';
import type {
  FieldDefinition,
  FieldValue,
  MembershipKind,
  SaveCategory,
  SaveCompany,
  SaveContact,
  SaveScript,
  SaveSelection,
} from '@linkflow/contracts';
import { Batcher, Clock, type Stored } from '@linkflow/platform';
import type { ContactDoc } from '../contacts/contact.schema';
import { identityOf } from '../contacts/contact-properties';
import { namedBy, type NamedDoc } from '../lists/named.schema';
import { membershipUpdate } from '../memberships/membership-state';
import { membershipId } from '../memberships/membership.schema';
import { COLLECTIONS } from '../model-names';
import { searchWords, sortKey } from '../shared/words';
import type { UserDoc } from '../users/user.schema';

type WithId<T> = T & { id: string };

export type ImportedUser = WithId<Omit<UserDoc, '_id' | 'sortName' | 'search' | 'createdAt'>>;
export interface ImportedContact extends WithId<SaveContact> {
  /** Extra fields by key; not checked, as they come from the house itself. */
  fields: Record<string, FieldValue>;
}
/** Entries of lists, by the kind of the list. */
export interface ImportedEntries {
  interest: { id: string; name: string };
  project: { id: string; name: string };
  selection: WithId<SaveSelection>;
  priority: { id: string; name: string; rank: number; isDefault: boolean };
  taskType: { id: string; name: string; kind: 'to-do' | 'meeting' };
  category: WithId<SaveCategory>;
  script: WithId<SaveScript>;
}

/**
 * Puts in what was prepared elsewhere, under ids that the caller chooses. What is there already stays as it is, so an import
 * that was broken off can simply be done again.
 */
@Injectable()
export class CrmImport {
  constructor(
    private readonly batcher: Batcher,
    private readonly clock: Clock,
  ) {}

  async user({ id, ...user }: ImportedUser): Promise<void> {
    await this.insert<UserDoc>(COLLECTIONS.user, {
      _id: id,
      ...user,
      ...foundBy(user.name, user.email),
      createdAt: this.clock.now(),
    });
  }

  async company({ id, ...company }: WithId<SaveCompany>): Promise<void> {
    const now = this.clock.now();
    const more = { ...foundBy(company.name), deletedAt: null, createdAt: now, updatedAt: now };
    await this.insert(COLLECTIONS.company, { _id: id, ...company, ...more });
  }

  async field({ id, ...field }: FieldDefinition): Promise<void> {
    const more = { ...foundBy(field.name, field.key), deletedAt: null, createdAt: this.clock.now() };
    await this.insert(COLLECTIONS.field, { _id: id, ...field, ...more });
  }

  async entry<K extends keyof ImportedEntries>(
    kind: K,
    { id, name, ...more }: ImportedEntries[K],
  ): Promise<void> {
    const now = this.clock.now();
    const entry: NamedDoc = { _id: id, ...namedBy(name), deletedAt: null, createdAt: now, updatedAt: now };
    await this.insert(COLLECTIONS[kind], { ...entry, ...more, ...(kind === 'category' ? { turn: 0 } : {}) });
  }

  async contact({ id, ...contact }: ImportedContact): Promise<void> {
    const now = this.clock.now();
    await this.insert<ContactDoc>(COLLECTIONS.contact, {
      _id: id,
      ...contact,
      ...identityOf(contact),
      fieldSetAt: {},
      createdAt: now,
      updatedAt: now,
    });
    await this.insert(COLLECTIONS.change, {
      _id: `${id}:created`,
      contactId: id,
      kind: 'created',
      target: { id, name: identityOf(contact).name },
      at: now,
      applied: true,
      source: { kind: 'seed' },
    });
  }

  /** Whoever decides afterwards, by a click or by hand, decides over this. */
  async member(kind: MembershipKind, targetId: string, contactId: string): Promise<void> {
    const wish = { kind, targetId, contactId, active: true, source: { kind: 'seed' as const } };
    const at = this.clock.now();
    await this.batcher.update(COLLECTIONS.membership, {
      _id: membershipId(kind, targetId, contactId),
      update: membershipUpdate(wish, { key: `import:${contactId}`, at }),
      upsert: true,
    });
  }

  private async insert<T extends Stored>(collection: string, document: T): Promise<void> {
    await this.batcher.insertOnce(collection, document);
  }
}

const foundBy = (name: string, more?: string): { sortName: string; search: string[] } => ({
  sortName: sortKey(name),
  search: searchWords(name, more),
});
