import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { FieldDefinition, LookupItem, LookupQuery, RefKind } from '@linkflow/contracts';
import type { Connection } from 'mongoose';
import { toFieldDefinition, type FieldDoc } from '../fields/field.schema';
import { COLLECTION_OF } from '../names/crm-names';
import { containing, searchFilter } from '../shared/words';

/** A document of any kind that can be picked; which of these it has depends on the kind. */
interface Pickable {
  _id: string;
  name: string;
  email?: string | null;
  subject?: string;
  draft?: { url?: string };
  kind?: string;
  parentId?: string | null;
  role?: string;
  active?: boolean;
  deletedAt?: Date | null;
}

interface Kind {
  /** What may be picked, with the kind-specific `type` of the query. */
  pickable(type: string | undefined): Record<string, unknown>;
  /** By words in `search`, or, where the collection has none, by any part of the name. */
  search: 'words' | 'part';
  sort: Record<string, 1 | -1>;
  detail?(item: Pickable): string | undefined;
}

const kept = { deletedAt: null };
const list: Kind = { pickable: () => kept, search: 'words', sort: { sortName: 1 } };

const KINDS: Record<RefKind, Kind> = {
  interest: list,
  project: list,
  category: list,
  script: list,
  company: list,
  priority: { ...list, sort: { rank: 1 } },
  // Only static ones take members, so only they are offered, unless another kind is asked for.
  selection: {
    ...list,
    pickable: (type) => ({ ...kept, kind: type ?? 'static' }),
    detail: ({ kind }) => kind,
  },
  'task-type': { ...list, pickable: (type) => ({ ...kept, ...(type ? { kind: type } : {}) }) },
  field: { ...list, pickable: (type) => ({ ...kept, entity: type ?? 'contact' }) },
  user: { ...list, pickable: () => ({ active: true }), detail: ({ email }) => email ?? undefined },
  contact: { ...list, pickable: () => ({}), detail: ({ email }) => email ?? undefined },
  link: {
    // Links of one mailing are picked inside it; anywhere else the library is meant.
    pickable: () => ({ ...kept, mailingId: null }),
    search: 'part',
    sort: { name: 1 },
    detail: ({ draft }) => draft?.url,
  },
  mailing: { pickable: () => kept, search: 'part', sort: { _id: -1 }, detail: ({ subject }) => subject },
};

/** What pickers get: things by the beginnings of their words, or by their ids, whatever became of them. */
@Injectable()
export class LookupsService {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  async find(kind: RefKind, { q, ids, limit, type }: LookupQuery): Promise<LookupItem[]> {
    if (ids !== undefined) return this.byIds(kind, ids);
    const { pickable, search, sort } = KINDS[kind];
    const named = search === 'words' ? searchFilter(q) : q ? { name: containing(q) } : {};
    const found = await this.read(kind, { ...pickable(type), ...named }, sort, limit);
    return this.itemsOf(kind, found);
  }

  /** In the order of the ids; what is gone or retired comes back as missing, so that a picker can show it. */
  private async byIds(kind: RefKind, ids: string): Promise<LookupItem[]> {
    const wanted = [...new Set(ids.split(',').map((id) => id.trim()))].filter(Boolean).slice(0, 200);
    const found = await this.read(kind, { _id: { $in: wanted } }, { _id: 1 }, wanted.length);
    const items = new Map((await this.itemsOf(kind, found)).map((item) => [item.id, item]));
    return wanted.map((id) => items.get(id) ?? { id, label: '', missing: true });
  }

  private async itemsOf(kind: RefKind, found: Pickable[]): Promise<LookupItem[]> {
    const parents = kind === 'category' ? await this.parentNames(found) : new Map<string, string>();
    return found.map((item) => {
      const detail = parents.get(item.parentId ?? '') ?? KINDS[kind].detail?.(item);
      const field = kind === 'field' ? definitionOf(item) : undefined;
      return {
        id: item._id,
        label: item.name,
        ...(detail ? { detail } : {}),
        ...(item.deletedAt || item.active === false ? { missing: true } : {}),
        ...(field ? { field } : {}),
      };
    });
  }

  private async parentNames(categories: Pickable[]): Promise<Map<string, string>> {
    const ids = categories.flatMap(({ parentId }) => parentId ?? []);
    if (ids.length === 0) return new Map();
    const parents = await this.read('category', { _id: { $in: ids } }, { _id: 1 }, ids.length);
    return new Map(parents.map(({ _id, name }) => [_id, name]));
  }

  private read(
    kind: RefKind,
    filter: Record<string, unknown>,
    sort: Record<string, 1 | -1>,
    limit: number,
  ): Promise<Pickable[]> {
    const projection = { ...(kind === 'field' ? {} : SHOWN) };
    return this.connection
      .collection(COLLECTION_OF[kind])
      .find<Pickable>(filter, { projection })
      .sort(sort)
      .limit(limit)
      .toArray();
  }
}

const SHOWN = {
  name: 1,
  email: 1,
  subject: 1,
  'draft.url': 1,
  kind: 1,
  parentId: 1,
  role: 1,
  active: 1,
  deletedAt: 1,
} as const;

// Fields are read whole, see above.
const definitionOf = (item: Pickable): FieldDefinition => toFieldDefinition(item as unknown as FieldDoc);
