import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { NamedRepository } from '../lists/named.repository';
import { MODELS } from '../model-names';
import type { ProjectDoc } from './project.schema';

@Injectable()
export class ProjectsRepository extends NamedRepository<ProjectDoc> {
  constructor(@InjectModel(MODELS.project) model: Model<ProjectDoc>) {
    super(model);
  }
}
