import { Schema } from 'mongoose';
import { COLLECTIONS } from '../model-names';

/** Two companies may have the same name. */
export interface CompanyDoc {
  _id: string;
  name: string;
  country: string | null;
  ourContactId: string | null;
  sortName: string;
  search: string[];
  deletedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export const companySchema = new Schema<CompanyDoc>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    country: { type: String, default: null },
    ourContactId: { type: String, default: null },
    sortName: { type: String, required: true },
    search: { type: [String], required: true },
    deletedAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: COLLECTIONS.company, versionKey: false },
);
companySchema.index({ search: 1 });
companySchema.index({ deletedAt: 1, sortName: 1 });
