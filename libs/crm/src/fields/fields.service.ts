import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { CreateField, FieldDefinition } from '@linkflow/contracts';
import { AppError, Clock, newId } from '@linkflow/platform';
import { mongo, type Model } from 'mongoose';
import { MODELS } from '../model-names';
import { invalid, issueAt } from '../shared/refusals';
import { searchWords, sortKey } from '../shared/words';
import { toFieldDefinition, type FieldDoc } from './field.schema';

@Injectable()
export class FieldsService {
  constructor(
    @InjectModel(MODELS.field) private readonly model: Model<FieldDoc>,
    private readonly clock: Clock,
  ) {}

  /** The extra fields of a card, or of both. */
  async list(entity?: FieldDefinition['entity']): Promise<FieldDefinition[]> {
    const filter = { deletedAt: null, ...(entity ? { entity } : {}) };
    const found = await this.model.find(filter).sort({ sortName: 1 }).lean<FieldDoc[]>();
    return found.map(toFieldDefinition);
  }

  /** @throws AppError `name.taken` for a key that was given before, `validation.failed` for a list without choices */
  async create({ key, name, entity, type, options }: CreateField): Promise<FieldDefinition> {
    const choices = [...new Set((options ?? []).map((option) => option.trim()).filter(Boolean))];
    if (type === 'list' && choices.length === 0) {
      throw invalid(
        issueAt('options', 'field.no-options', {
          en: 'Name the values one can choose from',
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
      await this.model.create(field);
    } catch (error) {
      if (error instanceof mongo.MongoServerError && error.code === 11_000) throw keyTaken(key);
      throw error;
    }
    return toFieldDefinition(field);
  }
}

const keyTaken = (key: string): AppError => {
  const message = { en: `The key ${key} is in use already`, nb: `Nøkkelen ${key} er i bruk fra før` };
  return new AppError('name.taken', message.en, { issues: [issueAt('key', 'name.taken', message)] });
};
