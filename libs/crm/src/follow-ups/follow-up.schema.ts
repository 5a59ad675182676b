import { FollowUpKind } from '@linkflow/contracts';
import { Schema } from 'mongoose';
import { COLLECTIONS } from '../model-names';
import { sourceSchema, type Source } from '../shared/source';

export const FOLLOW_UP_STATUS = ['not-started', 'done'] as const;
export type FollowUpStatus = (typeof FOLLOW_UP_STATUS)[number];

export interface FollowUpDoc {
  /** The effect key, or an id of its own. */
  _id: string;
  kind: FollowUpKind;
  text: string;
  taskTypeId: string;
  contactId: string | null;
  companyId: string | null;
  projectId: string | null;
  ownerId: string;
  ownerName: string;
  createdById: string;
  /** To-do: somewhere in the day it is due. Meeting: its start. */
  startsAt: Date;
  endsAt: Date;
  durationMinutes: number;
  status: FollowUpStatus;
  createdAt: Date;
  source: Source;
  /**
   * Meetings only: `<ownerId>:<quarter>` for each quarter of an hour it covers. Unique, so that no owner ever has two meetings at
   * once, whoever writes them.
   */
  cells?: string[];
}

export const followUpSchema = new Schema<FollowUpDoc>(
  {
    _id: { type: String, required: true },
    kind: { type: String, enum: FollowUpKind.options, required: true },
    text: { type: String, default: '' },
    taskTypeId: { type: String, required: true },
    contactId: { type: String, default: null },
    companyId: { type: String, default: null },
    projectId: { type: String, default: null },
    ownerId: { type: String, required: true },
    ownerName: { type: String, required: true },
    createdById: { type: String, required: true },
    startsAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    durationMinutes: { type: Number, required: true },
    status: { type: String, enum: FOLLOW_UP_STATUS, required: true },
    createdAt: { type: Date, required: true },
    source: { type: sourceSchema, required: true },
    cells: { type: [String], default: undefined },
  },
  { collection: COLLECTIONS.followUp, versionKey: false },
);
// Partial: a to-do has no cells, and many of them must not count as one and the same "nothing".
followUpSchema.index({ cells: 1 }, { unique: true, partialFilterExpression: { cells: { $exists: true } } });
followUpSchema.index({ ownerId: 1, kind: 1, endsAt: 1 });
followUpSchema.index({ contactId: 1, createdAt: -1 });
followUpSchema.index({ startsAt: 1, _id: 1 });
followUpSchema.index({ createdAt: 1, _id: 1 });
