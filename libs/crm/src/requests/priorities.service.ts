import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { PriorityView } from '@linkflow/contracts';
import type { Model } from 'mongoose';
import { Clock, newId } from '@linkflow/platform';
import { namedBy } from '../lists/named.schema';
import { MODELS } from '../model-names';
import type { PriorityDoc } from './priority.schema';

@Injectable()
export class PrioritiesService {
  constructor(
    @InjectModel(MODELS.priority) private readonly model: Model<PriorityDoc>,
    private readonly clock: Clock,
  ) {}

  async create(name: string, rank: number, isDefault: boolean): Promise<PriorityView> {
    const now = this.clock.now();
    const _id = newId();
    await this.model.create({
      _id,
      ...namedBy(name),
      rank,
      isDefault,
      deletedAt: null,
      createdAt: now,
      updatedAt: now,
    });
    return { id: _id, name, rank, isDefault };
  }

  /** From the least urgent to the most. */
  async all(): Promise<PriorityView[]> {
    const found = await this.model.find({ deletedAt: null }).sort({ rank: 1 }).lean<PriorityDoc[]>();
    return found.map(({ _id: id, name, rank, isDefault }) => ({ id, name, rank, isDefault }));
  }
}
