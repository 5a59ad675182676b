import { Schema } from 'mongoose';
import { COLLECTIONS } from '../model-names';
import { sourceSchema, type Source } from '../shared/source';

export const REQUEST_STATUS = ['active', 'closed', 'postponed'] as const;
export type RequestStatus = (typeof REQUEST_STATUS)[number];

export interface RequestDoc {
  /** The effect key, or an id of its own. */
  _id: string;
  title: string;
  /** The first message; for colleagues, not for the contact. */
  body: string;
  origin: 'e-marketing-link' | 'seed';
  categoryId: string;
  priorityId: string;
  ownerId: string | null;
  ownerName: string | null;
  contactId: string | null;
  companyId: string | null;
  status: RequestStatus;
  createdAt: Date;
  updatedAt: Date;
  source: Source;
}

export const requestSchema = new Schema<RequestDoc>(
  {
    _id: { type: String, required: true },
    title: { type: String, required: true },
    body: { type: String, default: '' },
    origin: { type: String, enum: ['e-marketing-link', 'seed'], required: true },
    categoryId: { type: String, required: true },
    priorityId: { type: String, required: true },
    ownerId: { type: String, default: null },
    ownerName: { type: String, default: null },
    contactId: { type: String, default: null },
    companyId: { type: String, default: null },
    status: { type: String, enum: REQUEST_STATUS, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    source: { type: sourceSchema, required: true },
  },
  { collection: COLLECTIONS.request, versionKey: false },
);
requestSchema.index({ ownerId: 1, status: 1, createdAt: -1 });
requestSchema.index({ categoryId: 1, createdAt: -1 });
requestSchema.index({ contactId: 1, createdAt: -1 });
requestSchema.index({ createdAt: 1, _id: 1 });
