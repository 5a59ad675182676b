import { Schema } from 'mongoose';
import type { StoredRun } from './stored-run';
import { RUNS } from './stored-run';

/** Declares collection and indexes. Documents are written by RunStore through the batcher, whole or by compare-and-set. */
export const RunSchema = new Schema<StoredRun>(
  { _id: { type: String, required: true } },
  { collection: RUNS, strict: false, versionKey: false },
);

// Ids are ordered by the time of the click, so each list is newest first by `_id`. See RunQueries for what is asked of them.
// Each costs every run; one for each two filters that both may match very many runs, and together hardly any.
RunSchema.index({ status: 1, _id: -1 });
RunSchema.index({ linkId: 1, status: 1, _id: -1 });
RunSchema.index({ mailingId: 1, status: 1, _id: -1 });
RunSchema.index({ linkId: 1, mailingId: 1, _id: -1 });
RunSchema.index({ contactId: 1, _id: -1 });
RunSchema.index({ dueAt: 1 }, { partialFilterExpression: { dueAt: { $exists: true } } });
// Only failed runs pay for these.
const failed = { partialFilterExpression: { 'failure.key': { $exists: true } } };
RunSchema.index({ 'failure.key': 1, _id: -1 }, failed);
RunSchema.index({ linkId: 1, 'failure.key': 1, _id: -1 }, failed);
RunSchema.index({ mailingId: 1, 'failure.key': 1, _id: -1 }, failed);
RunSchema.index({ linkId: 1, mailingId: 1, 'failure.key': 1, _id: -1 }, failed);
// Only of runs that have it: most are never held, and no bulk ever comes to them.
RunSchema.index({ heldBy: 1 }, { partialFilterExpression: { heldBy: { $exists: true } } });
RunSchema.index({ unborn: 1 }, { partialFilterExpression: { unborn: { $exists: true } } });
const inBulk = { partialFilterExpression: { bulkIds: { $exists: true } } };
RunSchema.index({ bulkIds: 1, status: 1, _id: -1 }, inBulk);
RunSchema.index({ linkId: 1, bulkIds: 1, _id: -1 }, inBulk);
RunSchema.index({ mailingId: 1, bulkIds: 1, _id: -1 }, inBulk);

export interface StoredClaim {
  _id: string;
  runId: string;
  at: Date;
}

/** Who did a step that happens only once in its scope. See EffectLedger. */
export const EFFECTS = 'effects';
export const EffectSchema = new Schema<StoredClaim>(
  { _id: { type: String, required: true }, runId: String, at: Date },
  { collection: EFFECTS, versionKey: false },
);

export interface StoredLease {
  _id: string;
  holder: string;
  until: Date;
}
export const LeaseSchema = new Schema<StoredLease>(
  { _id: { type: String, required: true }, holder: String, until: Date },
  { collection: 'leases', versionKey: false },
);
