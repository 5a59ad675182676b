import { Schema } from 'mongoose';
import type { PauseScope } from '@linkflow/contracts';

/** Something that stands still; `_id` is its `pauseKey`. */
export interface StoredPause {
  _id: string;
  scope: PauseScope;
  note: string;
  at: Date;
  by: { id: string; name: string };
}

export const PAUSES = 'pauses';
export const PauseSchema = new Schema<StoredPause>(
  { _id: { type: String, required: true } },
  { collection: PAUSES, strict: false, versionKey: false },
);
