import {
  formatValue,
  type FieldType,
  type Text,
  type ValueFormat,
  type ValueReader,
} from '@linkflow/contracts';
import { countryOptions, LANGUAGE_OPTIONS, type FactValues } from '@linkflow/crm-port';
import { BatchLoader, type Stored } from '@linkflow/platform';
import { LRUCache } from 'lru-cache';
import type { Connection } from 'mongoose';

/** Collections of the entities whose ids are facts. */
const ENTITIES: Readonly<Record<string, string>> = {
  'contact.company': 'companies',
  'contact.ourContact': 'users',
  'contact.interests': 'interests',
  'contact.selections': 'selections',
  'contact.projects': 'projects',
};

const OPTIONS: Readonly<Record<string, () => readonly { value: string; label: Text }[]>> = {
  'contact.country': countryOptions,
  'company.country': countryOptions,
  'contact.language': () => LANGUAGE_OPTIONS,
};

/** Matches the fact of an extra field. Fact names come from workflows, so only a valid field key may be used in a MongoDB projection. */
const FIELD = /^contact\.fields\.(x_[a-z0-9_]{1,60})$/;

/** The key of the extra field that a fact is about; undefined for other facts. */
export const fieldKeyOf = (name: string): string | undefined => FIELD.exec(name)?.[1];

/** How long the name of an entity is used without reading it again. */
const NAMES_TTL_MS = 30_000;

/** Formats facts about contacts for people: values of extra fields by the type of the field, and names in place of ids. */
export class ContactTexts {
  /** Types by key. They never change, because a key is never used again. */
  private readonly types = new LRUCache<string, FieldType>({ max: 5_000 });
  private readonly names = new LRUCache<string, string>({ max: 20_000, ttl: NAMES_TTL_MS });
  private readonly typeLoader = new BatchLoader<string, FieldType | undefined>((keys) =>
    this.readTypes(keys),
  );
  private readonly nameLoader = new BatchLoader<EntityId, string | undefined>((ids) => this.readNames(ids));

  constructor(private readonly connection: Connection) {}

  async textsOf(values: FactValues, reader: ValueReader): Promise<Record<string, string>> {
    const texts = await Promise.all(
      Object.entries(values).map(async ([name, value]) => {
        const format = await this.formatOf(name, value);
        return [name, formatValue(value, format, reader)] as const;
      }),
    );
    return Object.fromEntries(texts);
  }

  private async formatOf(name: string, value: unknown): Promise<ValueFormat> {
    const key = fieldKeyOf(name);
    if (key !== undefined) return { type: this.types.get(key) ?? (await this.typeLoader.load(key)) };
    const collection = ENTITIES[name];
    if (collection === undefined) return { options: OPTIONS[name]?.() };
    const ids = (Array.isArray(value) ? value : [value]).filter((id) => typeof id === 'string');
    const found = await Promise.all(ids.map((id) => this.nameOf({ collection, id })));
    const names = new Map(ids.map((id, index) => [id, found[index]]));
    // The name of an entity that does not exist is empty, so that no id is shown.
    return { nameOf: (id) => names.get(id) ?? '' };
  }

  private async nameOf(entity: EntityId): Promise<string | undefined> {
    return this.names.get(keyOf(entity)) ?? this.nameLoader.load(entity);
  }

  private async readTypes(keys: readonly string[]): Promise<(FieldType | undefined)[]> {
    const fields = await this.connection
      .collection<FieldDoc>('fields')
      .find({ entity: 'contact', key: { $in: [...new Set(keys)] } }, { projection: { key: 1, type: 1 } })
      .toArray();
    for (const { key, type } of fields) this.types.set(key, type);
    return keys.map((key) => this.types.get(key));
  }

  private async readNames(wanted: readonly EntityId[]): Promise<(string | undefined)[]> {
    const byCollection = Map.groupBy(wanted, ({ collection }) => collection);
    await Promise.all(
      [...byCollection].map(async ([collection, entities]) => {
        const ids = [...new Set(entities.map(({ id }) => id))];
        const found = await this.connection
          .collection<NamedDoc>(collection)
          .find({ _id: { $in: ids } }, { projection: { name: 1 } })
          .toArray();
        for (const { _id: id, name } of found) this.names.set(keyOf({ collection, id }), name);
      }),
    );
    return wanted.map((entity) => this.names.get(keyOf(entity)));
  }
}

interface EntityId {
  collection: string;
  id: string;
}

const keyOf = ({ collection, id }: EntityId): string => `${collection}:${id}`;

interface NamedDoc extends Stored {
  name: string;
}

interface FieldDoc extends Stored {
  key: string;
  type: FieldType;
}
