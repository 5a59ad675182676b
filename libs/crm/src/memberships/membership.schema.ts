import { MembershipKind } from '@linkflow/contracts';
import { Schema } from 'mongoose';
import { COLLECTIONS } from '../model-names';
import { sourceSchema, type Source } from '../shared/source';

export interface MembershipSetter {
  key: string;
  previous: boolean;
}

/**
 * One contact's place in one interest, selection or project. An ended one stays, inactive, so that an older click that
 * comes late can't bring it back.
 */
export interface MembershipDoc {
  /** `<kind>:<targetId>:<contactId>` */
  _id: string;
  kind: MembershipKind;
  targetId: string;
  contactId: string;
  active: boolean;
  /** The click, or the moment by hand, that decided. */
  setAt: Date;
  /** Who decided at `setAt`, by effect key, and whether it stood before. */
  setBy: MembershipSetter[];
  /** When it last became what it is now, and through what. A repeat of the same wish doesn't move these. */
  since: Date;
  source: Source;
}

export const membershipId = (kind: MembershipKind, targetId: string, contactId: string): string =>
  `${kind}:${targetId}:${contactId}`;

export const membershipSchema = new Schema<MembershipDoc>(
  {
    _id: { type: String, required: true },
    kind: { type: String, enum: MembershipKind.options, required: true },
    targetId: { type: String, required: true },
    contactId: { type: String, required: true },
    active: { type: Boolean, required: true },
    setAt: { type: Date, required: true },
    setBy: [
      { _id: false, key: { type: String, required: true }, previous: { type: Boolean, required: true } },
    ],
    since: { type: Date, required: true },
    source: { type: sourceSchema, required: true },
  },
  { collection: COLLECTIONS.membership, versionKey: false },
);
membershipSchema.index({ contactId: 1, kind: 1, active: 1 });
membershipSchema.index({ kind: 1, targetId: 1, active: 1, contactId: 1 });
