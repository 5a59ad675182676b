import { Schema } from 'mongoose';
import type { BulkAbout, BulkState, BulkVerb, RunFilter } from '@linkflow/contracts';

/** Something done to many runs. Its id is ordered by time, and later than that of each run it comes to. */
export interface StoredBulk {
  _id: string;
  verb: BulkVerb;
  filter: RunFilter;
  /** What the filter meant in words when it began. Absent where that was before it was kept. */
  about?: BulkAbout;
  state: BulkState;
  canary: number;
  perSecond: number;
  /** Runs that fitted when it began. */
  total: number;
  /** Runs that it came to and that had moved on. How many it was done to is counted from the runs themselves. */
  passed: number;
  /** The last run it has been through; it goes from the oldest to the newest. */
  cursor: string;
  /** Grows with each write. */
  rev: number;
  at: Date;
  endedAt?: Date;
  by: { id: string; name: string };
}

export const BULKS = 'bulks';
export const BulkSchema = new Schema<StoredBulk>(
  { _id: { type: String, required: true } },
  { collection: BULKS, strict: false, versionKey: false },
);
BulkSchema.index({ state: 1 });
