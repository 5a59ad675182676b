import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { PriorityView } from '@linkflow/contracts';
import type { Model } from 'mongoose';
import { MODELS } from '../model-names';
import type { PriorityDoc } from './priority.schema';

@Injectable()
export class PrioritiesService {
  constructor(@InjectModel(MODELS.priority) private readonly model: Model<PriorityDoc>) {}

  /** From the least urgent to the most. */
  async all(): Promise<PriorityView[]> {
    const found = await this.model.find({ deletedAt: null }).sort({ rank: 1 }).lean<PriorityDoc[]>();
    return found.map(({ _id: id, name, rank, isDefault }) => ({ id, name, rank, isDefault }));
  }
}
