import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Language } from '@linkflow/contracts';
import type { Model } from 'mongoose';
import { MODELS } from '../model-names';
import type { UserDoc } from './user.schema';

@Injectable()
export class UsersRepository {
  constructor(@InjectModel(MODELS.user) private readonly model: Model<UserDoc>) {}

  /** Active ones first, then by name. */
  async all(): Promise<UserDoc[]> {
    return this.model.find({}).sort({ active: -1, sortName: 1 }).lean<UserDoc[]>();
  }

  async find(id: string): Promise<UserDoc | null> {
    return this.model.findById(id).lean<UserDoc>();
  }

  async byEmail(email: string): Promise<UserDoc | null> {
    return this.model.findOne({ email: email.trim().toLowerCase() }).lean<UserDoc>();
  }

  async count(): Promise<number> {
    return this.model.estimatedDocumentCount();
  }

  async setActive(id: string, active: boolean): Promise<UserDoc | null> {
    return this.model
      .findOneAndUpdate({ _id: id }, { $set: { active } }, { returnDocument: 'after' })
      .lean<UserDoc>();
  }

  async setLanguage(id: string, language: Language): Promise<void> {
    await this.model.updateOne({ _id: id }, { $set: { language } });
  }
}
