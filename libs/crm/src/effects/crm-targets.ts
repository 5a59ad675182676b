import { Injectable } from '@nestjs/common';
import type { FollowUpKind, MembershipKind } from '@linkflow/contracts';
import { CrmError, type CrmTargetKind } from '@linkflow/crm-port';
import { LRUCache } from 'lru-cache';
import { ContactsRepository, type ContactDoc } from '../cards/contacts.repository';
import { FieldsService, type FieldDoc } from '../cards/fields.service';
import { CategoriesService, type CategoryDoc } from '../lists/categories.service';
import {
  InterestsService,
  PrioritiesService,
  ProjectsService,
  SelectionsService,
  TaskTypesService,
  type PriorityDoc,
  type SelectionDoc,
  type TaskTypeDoc,
} from '../lists/lists.service';
import type { NamedDoc } from '../lists/named-list';
import type { Source } from '../shared/source';
import { UsersService, type UserDoc } from '../users.service';

/**
 * Returns a document that an effect refers to, after checking it. The document has been read before; only the call of this function checks
 * it, so that a repeated effect can skip the check.
 * @throws CrmError if the document does not exist, is deleted or has the wrong kind
 */
export type Target<T> = () => T;

const CONTACT_CACHE_MS = 1_000;

/** Reads the documents that effects refer to. Reads are batched over all steps that execute at the same time. */
@Injectable()
export class CrmTargets {
  /**
   * Contacts by run id; `contact: null` if the contact does not exist. The steps of a run follow each other within milliseconds, and most
   * of them need the contact.
   */
  private readonly contactCache = new LRUCache<string, { contact: ContactDoc | null }>({
    max: 2_000,
    ttl: CONTACT_CACHE_MS,
  });

  constructor(
    private readonly contacts: ContactsRepository,
    private readonly fields: FieldsService,
    private readonly interests: InterestsService,
    private readonly selections: SelectionsService,
    private readonly projects: ProjectsService,
    private readonly taskTypes: TaskTypesService,
    private readonly categories: CategoriesService,
    private readonly priorities: PrioritiesService,
    private readonly users: UsersService,
  ) {}

  /** Reads a contact. The steps of one run share the read for {@link CONTACT_CACHE_MS}. */
  async contact(id: string, source: Source): Promise<Target<ContactDoc>> {
    const run = source.kind === 'run' ? source.runId : undefined;
    const cached = run === undefined ? undefined : this.contactCache.get(run);
    const contact = cached ? cached.contact : await this.contacts.read(id);
    if (run !== undefined && !cached) this.contactCache.set(run, { contact });
    return () => {
      if (!contact) throw new CrmError('contact.missing', {});
      return contact;
    };
  }

  /** Removes a run's contact from the cache. A step must call this after it has changed the contact. */
  contactChanged(source: Source): void {
    if (source.kind === 'run') this.contactCache.delete(source.runId);
  }

  async contactField(id: string): Promise<Target<FieldDoc>> {
    const field = await this.fields.read(id);
    return () => {
      if (!field) throw new CrmError('field.missing', {});
      if (field.deletedAt) throw new CrmError('field.deleted', { name: field.name });
      if (field.entity !== 'contact') throw new CrmError('field.wrong-entity', { name: field.name });
      return field;
    };
  }

  /** Reads an interest, a selection or a project. Selections that are not static fail the check. */
  async membershipTarget(kind: MembershipKind, id: string): Promise<Target<NamedDoc>> {
    const lists = { interest: this.interests, selection: this.selections, project: this.projects };
    const target: (NamedDoc & Partial<SelectionDoc>) | null = await lists[kind].read(id);
    return () => {
      const found = present(kind, target);
      if (found.kind !== undefined && found.kind !== 'static') {
        throw new CrmError('selection.not-static', { name: found.name, kind: found.kind });
      }
      return found;
    };
  }

  async taskType(id: string, kind: FollowUpKind): Promise<Target<TaskTypeDoc>> {
    const type = await this.taskTypes.read(id);
    return () => {
      const found = present('task-type', type);
      if (found.kind !== kind) {
        throw new CrmError('task-type.wrong-kind', { name: found.name, kind: found.kind, expected: kind });
      }
      return found;
    };
  }

  async project(id: string): Promise<Target<NamedDoc>> {
    const project = await this.projects.read(id);
    return () => present('project', project);
  }

  async category(id: string): Promise<Target<CategoryDoc>> {
    const category = await this.categories.read(id);
    return () => present('category', category);
  }

  async priority(id: string): Promise<Target<PriorityDoc>> {
    const priority = await this.priorities.read(id);
    return () => present('priority', priority);
  }

  async user(id: string): Promise<Target<UserDoc>> {
    const user = await this.users.read(id);
    return () => {
      if (!user) throw new CrmError('user.missing', {});
      if (!user.active) throw new CrmError('user.retired', { name: user.name });
      return user;
    };
  }

  /** The user with this id; null if the id is null, there is no such user, or the user is deactivated. */
  async activeUser(id: string | null): Promise<UserDoc | null> {
    const user = id === null ? null : await this.users.read(id);
    return user?.active ? user : null;
  }
}

function present<T extends NamedDoc>(kind: Exclude<CrmTargetKind, 'contact' | 'user'>, found: T | null): T {
  if (!found) throw new CrmError(`${kind}.missing`, {});
  if (found.deletedAt) throw new CrmError(`${kind}.deleted`, { name: found.name });
  return found;
}
