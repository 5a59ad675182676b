import { Schema } from 'mongoose';
import type { AuditEntry } from '@linkflow/contracts';

/** What people do that is written down. */
export type AuditAction =
  | `run.${'retry' | 'skip' | 'cancel' | 'again' | 'resolve'}`
  | `bulk.${'start' | 'continue' | 'stop'}`
  | `pause.${'set' | 'end'}`
  | `link.${'publish' | 'rollback' | 'delete' | 'restore'}`
  | `mailing.${'create' | 'save' | 'link' | 'delete'}`;

/** One line. Written before the act, and told how that went after it; never changed then. */
export interface StoredAudit {
  _id: string;
  at: Date;
  by: { id: string; name: string };
  action: AuditAction;
  target: AuditEntry['target'];
  details?: Record<string, unknown>;
  /** Until it is known that the act was done. It stays where nobody could find out: a process died, a store went away. */
  pending?: true;
}

export const AUDIT_MODEL = 'Audit';
export const AuditSchema = new Schema<StoredAudit>(
  { _id: { type: String, required: true } },
  { collection: 'audit', strict: false, versionKey: false },
);
// Ids are ordered by time, so each list is newest first by `_id`.
AuditSchema.index({ 'by.id': 1, _id: -1 });
AuditSchema.index({ action: 1, _id: -1 });
