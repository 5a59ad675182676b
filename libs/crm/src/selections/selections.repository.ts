import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { NamedRepository } from '../lists/named.repository';
import { MODELS } from '../model-names';
import type { SelectionDoc } from './selection.schema';

@Injectable()
export class SelectionsRepository extends NamedRepository<SelectionDoc> {
  constructor(@InjectModel(MODELS.selection) model: Model<SelectionDoc>) {
    super(model);
  }
}
