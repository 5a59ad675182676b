import { Injectable } from '@nestjs/common';
import { CrmNames, type CrmRefKind, type NamedRef } from '@linkflow/crm-port';
import { BatchLoader, type Stored } from '@linkflow/platform';
import { toFieldDefinition, type FieldDoc } from './cards/fields.service';
import { CrmStore } from './shared/collection';

/** The collection of each kind. */
export const COLLECTION_OF: Record<CrmRefKind, string> = {
  interest: 'interests',
  field: 'fields',
  selection: 'selections',
  project: 'projects',
  user: 'users',
  category: 'categories',
  priority: 'priorities',
  'task-type': 'task_types',
  script: 'scripts',
  contact: 'contacts',
  company: 'companies',
};

interface NameDoc extends Stored {
  name: string;
  deletedAt?: Date | null;
  active?: boolean;
}

/** Names of things by id. The names of one kind that are requested in one event-loop turn are read with one `find`. */
@Injectable()
export class MongoNames extends CrmNames {
  private readonly loaders = new Map<CrmRefKind, BatchLoader<string, NamedRef>>();

  constructor(private readonly store: CrmStore) {
    super();
  }

  nameOf(kind: CrmRefKind, id: string): Promise<NamedRef> {
    let loader = this.loaders.get(kind);
    if (!loader) this.loaders.set(kind, (loader = new BatchLoader((ids) => this.find(kind, ids))));
    return loader.load(id);
  }

  private async find(kind: CrmRefKind, ids: string[]): Promise<NamedRef[]> {
    const projection =
      kind === 'field'
        ? { search: 0, sortName: 0 }
        : { name: 1, deletedAt: 1, ...(kind === 'user' ? { active: 1 } : {}) };
    const documents = await this.store
      .collection<NameDoc>(COLLECTION_OF[kind])
      .find({ _id: { $in: [...new Set(ids)] } }, { projection })
      .toArray();
    const found = new Map(documents.map((document) => [document._id, document]));
    return ids.map((id) => toRef(kind, id, found.get(id)));
  }
}

function toRef(kind: CrmRefKind, id: string, found: NameDoc | undefined): NamedRef {
  if (!found) return { id, name: '', missing: true };
  const ref: NamedRef = { id, name: found.name };
  if (found.deletedAt || found.active === false) ref.missing = true;
  // For fields the projection keeps the whole definition.
  if (kind === 'field') ref.field = toFieldDefinition(found as unknown as FieldDoc);
  return ref;
}
