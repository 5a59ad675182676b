import { Injectable } from '@nestjs/common';
import type { LookupItem, LookupQuery, ScriptOutput, ScriptParam } from '@linkflow/contracts';
import { CrmLookups, CrmNames, type CrmRefKind, type NamedRef } from '@linkflow/crm-port';
import { BatchLoader, type Stored } from '@linkflow/platform';
import { toFieldDefinition, type FieldDoc } from './cards/fields.service';
import { CrmStore } from './shared/collection';
import { searchFilter } from './shared/search-words';

/** Name of the MongoDB collection of each kind of entity. */
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
  outputs?: ScriptOutput[];
  params?: ScriptParam[];
}

/** Resolves ids to names. All names of one kind that are requested in one event-loop turn are read with one `find`. */
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
        : {
            name: 1,
            deletedAt: 1,
            ...(kind === 'user' && { active: 1 }),
            ...(kind === 'script' && { outputs: 1, params: 1 }),
          };
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
  if (found.outputs) ref.outputs = found.outputs;
  if (found.params) ref.params = found.params;
  // The cast is safe: for kind `field`, the projection includes the whole definition.
  if (kind === 'field') ref.field = toFieldDefinition(found as unknown as FieldDoc);
  return ref;
}

/** A document of any kind that a picker offers. Which fields it has depends on the kind. */
interface Pickable extends Stored {
  name: string;
  email?: string | null;
  kind?: string;
  parentId?: string | null;
  active?: boolean;
  deletedAt?: Date | null;
  outputs?: ScriptOutput[];
  params?: ScriptParam[];
  isDefault?: boolean;
}

interface Kind {
  /** Filter for the entries that a picker offers. `type` is the kind-specific parameter of the lookup query. */
  pickable(type: string | undefined): Record<string, unknown>;
  sort: Record<string, 1 | -1>;
  detail?(item: Pickable): string | undefined;
}

const notDeleted = { deletedAt: null };
const list: Kind = { pickable: () => notDeleted, sort: { sortName: 1 } };

const KINDS: Record<CrmRefKind, Kind> = {
  interest: list,
  project: list,
  category: list,
  script: list,
  company: list,
  priority: { ...list, sort: { rank: 1 } },
  // Steps can add members only to static selections, so others are found only if the query names their kind, or asks for `any` of which the
  // members are known.
  selection: {
    ...list,
    pickable: (type) =>
      type === 'any'
        ? {
            ...notDeleted,
            $or: [{ kind: 'static' }, { kind: 'dynamic', criteria: { $type: 'object' } }],
          }
        : { ...notDeleted, kind: type ?? 'static' },
  },
  'task-type': { ...list, pickable: (type) => ({ ...notDeleted, ...(type ? { kind: type } : {}) }) },
  field: { ...list, pickable: (type) => ({ ...notDeleted, entity: type ?? 'contact' }) },
  user: { ...list, pickable: () => ({ active: true }), detail: ({ email }) => email ?? undefined },
  contact: { ...list, pickable: () => ({}), detail: ({ email }) => email ?? undefined },
};

const MAX_IDS = 200;

/** Finds entries for pickers, by the beginnings of words or by ids. */
@Injectable()
export class MongoLookups extends CrmLookups {
  constructor(private readonly store: CrmStore) {
    super();
  }

  async find(kind: CrmRefKind, { q, ids, limit, type }: LookupQuery): Promise<LookupItem[]> {
    if (ids !== undefined) return this.byIds(kind, ids);
    const { pickable, sort } = KINDS[kind];
    const filter = { ...pickable(type), ...searchFilter(q) };
    return this.itemsOf(kind, await this.read(kind, filter, { sort, limit }));
  }

  /**
   * Resolves at most {@link MAX_IDS} comma-separated ids, in their order. Entries that do not exist, are deleted or are deactivated users
   * are marked `missing`, so that a picker can still show them.
   */
  private async byIds(kind: CrmRefKind, ids: string): Promise<LookupItem[]> {
    const wanted = [...new Set(ids.split(',').map((id) => id.trim()))].filter(Boolean).slice(0, MAX_IDS);
    const found = await this.read(kind, { _id: { $in: wanted } });
    const items = new Map((await this.itemsOf(kind, found)).map((item) => [item.id, item]));
    return wanted.map((id) => items.get(id) ?? { id, label: '', missing: true });
  }

  private async itemsOf(kind: CrmRefKind, found: Pickable[]): Promise<LookupItem[]> {
    const parents = kind === 'category' ? await this.parentNames(found) : new Map<string, string>();
    return found.map((item) => {
      const detail = parents.get(item.parentId ?? '') ?? KINDS[kind].detail?.(item);
      // The cast is safe: for kind `field`, whole documents are read.
      const field = kind === 'field' ? toFieldDefinition(item as unknown as FieldDoc) : undefined;
      return {
        id: item._id,
        label: item.name,
        ...(detail ? { detail } : {}),
        ...(item.deletedAt || item.active === false ? { missing: true } : {}),
        ...(field ? { field } : {}),
        ...(kind === 'script' && item.outputs ? { outputs: item.outputs } : {}),
        ...(kind === 'script' && item.params ? { params: item.params } : {}),
        ...(item.kind === undefined ? {} : { type: item.kind }),
        ...(item.isDefault ? { isDefault: true } : {}),
      };
    });
  }

  private async parentNames(categories: Pickable[]): Promise<Map<string, string>> {
    const ids = categories.flatMap(({ parentId }) => parentId ?? []);
    if (ids.length === 0) return new Map();
    const parents = await this.read('category', { _id: { $in: ids } });
    return new Map(parents.map(({ _id, name }) => [_id, name]));
  }

  private read(
    kind: CrmRefKind,
    filter: Record<string, unknown>,
    { sort = { _id: 1 }, limit = 0 }: { sort?: Record<string, 1 | -1>; limit?: number } = {},
  ): Promise<Pickable[]> {
    const projection = kind === 'field' ? {} : SHOWN;
    return this.store
      .collection<Pickable>(COLLECTION_OF[kind])
      .find(filter, { projection })
      .sort(sort)
      .limit(limit)
      .toArray();
  }
}

const SHOWN = {
  name: 1,
  email: 1,
  kind: 1,
  parentId: 1,
  active: 1,
  deletedAt: 1,
  outputs: 1,
  params: 1,
  isDefault: 1,
} as const;
