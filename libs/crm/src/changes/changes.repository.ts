import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Change } from '@linkflow/contracts';
import type { Model } from 'mongoose';
import { MODELS } from '../model-names';
import { toChangeSource } from '../shared/source';
import type { ChangeDoc } from './change.schema';

@Injectable()
export class ChangesRepository {
  constructor(@InjectModel(MODELS.change) private readonly model: Model<ChangeDoc>) {}

  /** The newest lines of a card's history. */
  async newest(contactId: string, most: number): Promise<ChangeDoc[]> {
    return this.model.find({ contactId }).sort({ at: -1, _id: -1 }).limit(most).lean<ChangeDoc[]>();
  }

  async byKeys(keys: string[]): Promise<Map<string, ChangeDoc>> {
    if (keys.length === 0) return new Map();
    const found = await this.model.find({ _id: { $in: keys } }).lean<ChangeDoc[]>();
    return new Map(found.map((change) => [change._id, change]));
  }

  async removeOf(contactId: string): Promise<void> {
    await this.model.deleteMany({ contactId });
  }
}

export const toChange = (change: ChangeDoc): Change => ({
  id: change._id,
  kind: change.kind,
  target: { id: change.target.id, name: change.target.name },
  ...(change.value === undefined ? {} : { value: change.value }),
  ...(change.previous === undefined ? {} : { previous: change.previous }),
  at: change.at.toISOString(),
  source: toChangeSource(change.source),
  applied: change.applied,
});
