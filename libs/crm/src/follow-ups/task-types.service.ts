import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { FollowUpKind, TaskTypeView } from '@linkflow/contracts';
import type { Model } from 'mongoose';
import { Clock, newId } from '@linkflow/platform';
import { namedBy } from '../lists/named.schema';
import { MODELS } from '../model-names';
import type { TaskTypeDoc } from './task-type.schema';

@Injectable()
export class TaskTypesService {
  constructor(
    @InjectModel(MODELS.taskType) private readonly model: Model<TaskTypeDoc>,
    private readonly clock: Clock,
  ) {}

  async create(name: string, kind: FollowUpKind): Promise<TaskTypeView> {
    const now = this.clock.now();
    const _id = newId();
    await this.model.create({ _id, ...namedBy(name), kind, deletedAt: null, createdAt: now, updatedAt: now });
    return { id: _id, name, kind };
  }

  async all(): Promise<TaskTypeView[]> {
    const found = await this.model
      .find({ deletedAt: null })
      .sort({ kind: -1, sortName: 1 })
      .lean<TaskTypeDoc[]>();
    return found.map(({ _id: id, name, kind }) => ({ id, name, kind }));
  }
}
