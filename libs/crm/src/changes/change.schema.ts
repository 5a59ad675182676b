import { ChangeKind } from '@linkflow/contracts';
import { Schema } from 'mongoose';
import { COLLECTIONS } from '../model-names';
import { sourceSchema, type Source } from '../shared/source';

/** One line of a card's history. Its `_id` is the effect key, so a repeated step writes no second line. */
export interface ChangeDoc {
  _id: string;
  contactId: string;
  kind: ChangeKind;
  target: { id: string; name: string };
  value?: unknown;
  previous?: unknown;
  at: Date;
  /** False when a newer click or a person had decided already. */
  applied: boolean;
  source: Source;
}

export const changeSchema = new Schema<ChangeDoc>(
  {
    _id: { type: String, required: true },
    contactId: { type: String, required: true },
    kind: { type: String, enum: ChangeKind.options, required: true },
    target: new Schema(
      { id: { type: String, required: true }, name: { type: String, default: '' } },
      { _id: false },
    ),
    value: Schema.Types.Mixed,
    previous: Schema.Types.Mixed,
    at: { type: Date, required: true },
    applied: { type: Boolean, required: true },
    source: { type: sourceSchema, required: true },
  },
  { collection: COLLECTIONS.change, versionKey: false },
);
changeSchema.index({ contactId: 1, at: -1 });
