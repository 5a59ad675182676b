import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { NamedRepository } from '../lists/named.repository';
import { MODELS } from '../model-names';
import type { InterestDoc } from './interest.schema';

@Injectable()
export class InterestsRepository extends NamedRepository<InterestDoc> {
  constructor(@InjectModel(MODELS.interest) model: Model<InterestDoc>) {
    super(model);
  }
}
