import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { NamedRepository } from '../lists/named.repository';
import { MODELS } from '../model-names';
import type { CategoryDoc } from './category.schema';

@Injectable()
export class CategoriesRepository extends NamedRepository<CategoryDoc> {
  constructor(@InjectModel(MODELS.category) model: Model<CategoryDoc>) {
    super(model);
  }

  async all(): Promise<CategoryDoc[]> {
    return this.model.find({}).sort({ sortName: 1 }).lean<CategoryDoc[]>();
  }

  /**
   * Takes `count` turns of a category at once and says the number of the first. Numbers are never given twice, whoever asks;
   * some may be lost when a process dies with them.
   */
  async takeTurns(id: string, count: number): Promise<number> {
    const before = await this.model
      .findOneAndUpdate({ _id: id }, { $inc: { turn: count } }, { returnDocument: 'before' })
      .lean<CategoryDoc>();
    return before?.turn ?? 0;
  }
}
