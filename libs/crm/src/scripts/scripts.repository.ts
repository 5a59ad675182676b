import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { NamedRepository } from '../lists/named.repository';
import { MODELS } from '../model-names';
import type { ScriptDoc } from './script.schema';

@Injectable()
export class ScriptsRepository extends NamedRepository<ScriptDoc> {
  constructor(@InjectModel(MODELS.script) model: Model<ScriptDoc>) {
    super(model);
  }
}
