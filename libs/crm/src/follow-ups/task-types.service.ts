import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { TaskTypeView } from '@linkflow/contracts';
import type { Model } from 'mongoose';
import { MODELS } from '../model-names';
import type { TaskTypeDoc } from './task-type.schema';

@Injectable()
export class TaskTypesService {
  constructor(@InjectModel(MODELS.taskType) private readonly model: Model<TaskTypeDoc>) {}

  async all(): Promise<TaskTypeView[]> {
    const found = await this.model
      .find({ deletedAt: null })
      .sort({ kind: -1, sortName: 1 })
      .lean<TaskTypeDoc[]>();
    return found.map(({ _id: id, name, kind }) => ({ id, name, kind }));
  }
}
