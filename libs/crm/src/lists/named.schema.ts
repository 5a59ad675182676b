import { Schema, type SchemaDefinition } from 'mongoose';
import { searchWords, sortKey } from '../shared/words';

/** What every list entry of the CRM has: a name that one finds it by, and a retirement that can be taken back. */
export interface NamedDoc {
  _id: string;
  name: string;
  /** The name as two entries may not share it. */
  nameKey: string;
  sortName: string;
  search: string[];
  /** Retired: hidden from pickers, kept for what points to it. */
  deletedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** The fields that follow from a name. */
export function namedBy(name: string): Pick<NamedDoc, 'name' | 'nameKey' | 'sortName' | 'search'> {
  const trimmed = name.trim();
  return {
    name: trimmed,
    nameKey: trimmed.normalize('NFC').toLowerCase(),
    sortName: sortKey(trimmed),
    search: searchWords(trimmed),
  };
}

/** A schema of list entries. Two that are not retired never have the same name (within `uniqueWithin`, if given). */
export function namedSchema<T extends NamedDoc>(
  collection: string,
  more: SchemaDefinition = {},
  uniqueWithin: string[] = [],
): Schema<T> {
  const schema = new Schema<T>(
    {
      _id: { type: String, required: true },
      name: { type: String, required: true },
      nameKey: { type: String, required: true },
      sortName: { type: String, required: true },
      search: { type: [String], required: true },
      deletedAt: { type: Date, default: null },
      createdAt: { type: Date, required: true },
      updatedAt: { type: Date, required: true },
      ...more,
      // Mongoose types a definition by the document it is for; this one is for many.
    } as SchemaDefinition<T>,
    { collection, versionKey: false, minimize: false },
  );
  const within = Object.fromEntries(uniqueWithin.map((path) => [path, 1 as const]));
  schema.index({ ...within, nameKey: 1 }, { unique: true, partialFilterExpression: { deletedAt: null } });
  schema.index({ deletedAt: 1, sortName: 1 });
  return schema;
}
