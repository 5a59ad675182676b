import { FieldType, type FieldDefinition } from '@linkflow/contracts';
import { Schema } from 'mongoose';
import { COLLECTIONS } from '../model-names';

/** An extra field of the contact or company card. */
export interface FieldDoc {
  _id: string;
  key: string;
  name: string;
  entity: 'contact' | 'company';
  type: FieldType;
  options?: string[];
  deletedAt: Date | null;
  sortName: string;
  search: string[];
  createdAt: Date;
}

export const fieldSchema = new Schema<FieldDoc>(
  {
    _id: { type: String, required: true },
    key: { type: String, required: true },
    name: { type: String, required: true },
    entity: { type: String, enum: ['contact', 'company'], required: true },
    type: { type: String, enum: FieldType.options, required: true },
    options: { type: [String], default: undefined },
    deletedAt: { type: Date, default: null },
    sortName: { type: String, required: true },
    search: { type: [String], required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: COLLECTIONS.field, versionKey: false },
);
// A key is never given twice, not even after its field was deleted: old values lie under it.
fieldSchema.index({ entity: 1, key: 1 }, { unique: true });

export function toFieldDefinition(field: FieldDoc): FieldDefinition {
  const { _id: id, key, name, entity, type, options } = field;
  return { id, key, name, entity, type, ...(options ? { options } : {}) };
}
