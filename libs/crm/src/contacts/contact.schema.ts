import type { FieldValue, Language } from '@linkflow/contracts';
import { Schema } from 'mongoose';
import { COLLECTIONS } from '../model-names';

/** Who set a field at `fieldSetAt`, by effect key, and what stood there before. */
export interface FieldSetter {
  key: string;
  previous: FieldValue;
}

export interface ContactDoc {
  _id: string;
  firstName: string;
  lastName: string;
  name: string;
  email: string | null;
  title: string | null;
  phone: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  language: Language | null;
  timeZone: string | null;
  companyId: string | null;
  ourContactId: string | null;
  /** Extra fields by key. */
  fields: Record<string, FieldValue>;
  /** The click, or the moment by hand, that decided each field. */
  fieldSetAt: Record<string, Date>;
  /** More than one only when several steps of one click set the same field; absent while none was ever set. */
  fieldSetBy?: Record<string, FieldSetter[]>;
  sortName: string;
  search: string[];
  createdAt: Date;
  updatedAt: Date;
}

const nullable = { type: String, default: null };

export const contactSchema = new Schema<ContactDoc>(
  {
    _id: { type: String, required: true },
    firstName: { type: String, default: '' },
    lastName: { type: String, required: true },
    name: { type: String, required: true },
    email: nullable,
    title: nullable,
    phone: nullable,
    country: nullable,
    language: { type: String, enum: ['en', 'nb', null], default: null },
    timeZone: nullable,
    companyId: nullable,
    ourContactId: nullable,
    fields: { type: Schema.Types.Mixed, default: {} },
    fieldSetAt: { type: Schema.Types.Mixed, default: {} },
    fieldSetBy: Schema.Types.Mixed,
    sortName: { type: String, required: true },
    search: { type: [String], required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: COLLECTIONS.contact, versionKey: false, minimize: false },
);
contactSchema.index({ search: 1 });
contactSchema.index({ sortName: 1, _id: 1 });
contactSchema.index({ email: 1, _id: 1 });
contactSchema.index({ country: 1, _id: 1 });
contactSchema.index({ updatedAt: 1, _id: 1 });
contactSchema.index({ companyId: 1, sortName: 1 });
