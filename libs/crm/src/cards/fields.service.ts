import { Injectable } from '@nestjs/common';
import { phrase, type CreateField, type FieldDefinition, type FieldType } from '@linkflow/contracts';
import { Clock, isDuplicateKey, newId } from '@linkflow/platform';
import { CrmCollection, CrmStore } from '../shared/collection';
import { invalid, issueAt, taken } from '../shared/refusals';
import { searchWords, sortKey } from '../shared/search-words';

const KEY_TAKEN = { en: 'The key {key} is in use already', nb: 'Nøkkelen {key} er i bruk fra før' };

/** An extra field of the contact card or the company card. */
export interface FieldDoc {
  _id: string;
  key: string;
  name: string;
  entity: 'contact' | 'company';
  type: FieldType;
  options?: string[];
  deletedAt: Date | null;
  sortName: string;
  search: string[];
  createdAt: Date;
}

@Injectable()
export class FieldsService extends CrmCollection<FieldDoc> {
  constructor(
    store: CrmStore,
    private readonly clock: Clock,
  ) {
    // Deleted fields keep their keys, so a key is never used again: cards still contain values under it.
    super(store, 'fields', [{ key: { entity: 1, key: 1 }, unique: true }]);
  }

  /** The extra fields of contacts or of companies, sorted by name; of both if `entity` is absent. Deleted fields are left out. */
  async list(entity?: FieldDefinition['entity']): Promise<FieldDefinition[]> {
    const filter = { deletedAt: null, ...(entity ? { entity } : {}) };
    return (await this.findMany(filter, { sortName: 1 })).map(toFieldDefinition);
  }

  /** @throws AppError `name.taken` for a key that was used before, `validation.failed` for a list without options */
  async create({ key, name, entity, type, options }: CreateField): Promise<FieldDefinition> {
    const choices = [...new Set((options ?? []).map((option) => option.trim()).filter(Boolean))];
    if (type === 'list' && choices.length === 0) {
      throw invalid(
        issueAt('options', 'field.no-options', {
          en: 'Add the values to choose from',
          nb: 'Skriv inn verdiene man kan velge mellom',
        }),
      );
    }
    const field: FieldDoc = {
      _id: newId(),
      key,
      name,
      entity,
      type,
      ...(type === 'list' ? { options: choices } : {}),
      deletedAt: null,
      sortName: sortKey(name),
      search: searchWords(name, key),
      createdAt: this.clock.now(),
    };
    try {
      await this.documents.insertOne(field);
    } catch (error) {
      if (isDuplicateKey(error)) throw taken('key', phrase(KEY_TAKEN, { key }));
      throw error;
    }
    return toFieldDefinition(field);
  }
}

export function toFieldDefinition(field: FieldDoc): FieldDefinition {
  const { _id: id, key, name, entity, type, options } = field;
  return { id, key, name, entity, type, ...(options ? { options } : {}) };
}
