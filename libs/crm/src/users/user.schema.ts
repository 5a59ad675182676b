import { Role, type Language } from '@linkflow/contracts';
import { Schema } from 'mongoose';
import { COLLECTIONS } from '../model-names';

/** A colleague, who may sign in and be given work. Retired ones are `active: false`. */
export interface UserDoc {
  _id: string;
  name: string;
  /** Lower case. */
  email: string;
  passwordHash: string;
  role: Role;
  language: Language;
  active: boolean;
  timeZone: string;
  /** Working hours, minutes since midnight in the zone above, on Monday to Friday. */
  workday: { from: number; to: number };
  sortName: string;
  search: string[];
  createdAt: Date;
}

export const userSchema = new Schema<UserDoc>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    email: { type: String, required: true },
    passwordHash: { type: String, required: true },
    role: { type: String, enum: Role.options, required: true },
    language: { type: String, enum: ['en', 'nb'], required: true },
    active: { type: Boolean, required: true },
    timeZone: { type: String, required: true },
    workday: new Schema(
      { from: { type: Number, required: true }, to: { type: Number, required: true } },
      { _id: false },
    ),
    sortName: { type: String, required: true },
    search: { type: [String], required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: COLLECTIONS.user, versionKey: false },
);
userSchema.index({ email: 1 }, { unique: true });
