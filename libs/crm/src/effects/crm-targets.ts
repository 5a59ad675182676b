import { Injectable } from '@nestjs/common';
import type { FollowUpKind, MembershipKind } from '@linkflow/contracts';
import { LRUCache } from 'lru-cache';
import { Batcher, type Stored } from '@linkflow/platform';
import type { ContactDoc } from '../contacts/contact.schema';
import type { FieldDoc } from '../fields/field.schema';
import type { TaskTypeDoc } from '../follow-ups/task-type.schema';
import type { NamedDoc } from '../lists/named.schema';
import { COLLECTIONS } from '../model-names';
import type { CategoryDoc } from '../requests/category.schema';
import type { PriorityDoc } from '../requests/priority.schema';
import type { Source } from '../shared/source';
import type { SelectionDoc } from '../selections/selection.schema';
import type { UserDoc } from '../users/user.schema';
import { deleted, gone, notOnContacts, notStatic, retired, wrongTaskType } from './missing';

/** A thing that may be there, with the check that says in words why it can't be used. */
export interface Target<T> {
  /** @throws MissingTarget */
  orThrow(): T;
}

const CARD_MS = 1_000;

/** Reads what effects point to, for all steps of the moment together, and tells a marketer why something can't be used. */
@Injectable()
export class CrmTargets {
  /** The card of each run's contact: its steps follow each other within milliseconds, and each asks for it. */
  private readonly cards = new LRUCache<string, { contact: ContactDoc | null }>({ max: 2_000, ttl: CARD_MS });

  constructor(private readonly batcher: Batcher) {}

  /** For a step of a run, as its first step found it, for a second. */
  async contact(id: string, source: Source): Promise<Target<ContactDoc>> {
    const run = source.kind === 'run' ? source.runId : undefined;
    const card = run === undefined ? undefined : this.cards.get(run);
    const contact = card ? card.contact : await this.read<ContactDoc>(COLLECTIONS.contact, id);
    if (run !== undefined && !card) this.cards.set(run, { contact });
    return {
      orThrow() {
        if (!contact) throw gone('contact');
        return contact;
      },
    };
  }

  /** A step has changed the card: the next one of its run reads it again. */
  contactChanged(source: Source): void {
    if (source.kind === 'run') this.cards.delete(source.runId);
  }

  async contactField(id: string): Promise<Target<FieldDoc>> {
    const field = await this.read<FieldDoc>(COLLECTIONS.field, id);
    return {
      orThrow() {
        if (!field) throw gone('field');
        if (field.deletedAt) throw deleted('field', field.name);
        if (field.entity !== 'contact') throw notOnContacts(field.name);
        return field;
      },
    };
  }

  /** An interest, a static selection or a project. */
  async membershipTarget(kind: MembershipKind, id: string): Promise<Target<NamedDoc>> {
    const target = await this.read<NamedDoc & Partial<SelectionDoc>>(COLLECTIONS[kind], id);
    return {
      orThrow() {
        const found = present(kind, target);
        if (found.kind !== undefined && found.kind !== 'static') throw notStatic(found.name, found.kind);
        return found;
      },
    };
  }

  async taskType(id: string, kind: FollowUpKind): Promise<Target<TaskTypeDoc>> {
    const type = await this.read<TaskTypeDoc>(COLLECTIONS.taskType, id);
    return {
      orThrow() {
        const found = present('task-type', type);
        if (found.kind !== kind) throw wrongTaskType(found.name, found.kind, kind);
        return found;
      },
    };
  }

  async project(id: string): Promise<Target<NamedDoc>> {
    const project = await this.read<NamedDoc>(COLLECTIONS.project, id);
    return { orThrow: () => present('project', project) };
  }

  async category(id: string): Promise<Target<CategoryDoc>> {
    const category = await this.read<CategoryDoc>(COLLECTIONS.category, id);
    return { orThrow: () => present('category', category) };
  }

  async priority(id: string): Promise<Target<PriorityDoc>> {
    const priority = await this.read<PriorityDoc>(COLLECTIONS.priority, id);
    return { orThrow: () => present('priority', priority) };
  }

  async user(id: string): Promise<Target<UserDoc>> {
    const user = await this.read<UserDoc>(COLLECTIONS.user, id);
    return {
      orThrow() {
        if (!user) throw gone('user');
        if (!user.active) throw retired(user.name);
        return user;
      },
    };
  }

  /** The user when there is one and is active, else null. */
  async activeUser(id: string | null): Promise<UserDoc | null> {
    const user = id === null ? null : await this.read<UserDoc>(COLLECTIONS.user, id);
    return user?.active ? user : null;
  }

  private read<T extends Stored>(collection: string, id: string): Promise<T | null> {
    return this.batcher.read<T>(collection, id);
  }
}

function present<T extends NamedDoc>(kind: Parameters<typeof deleted>[0], found: T | null): T {
  if (!found) throw gone(kind);
  if (found.deletedAt) throw deleted(kind, found.name);
  return found;
}
