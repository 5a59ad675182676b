import type { FieldValue, FollowUpKind, MembershipKind } from '@linkflow/contracts';
import type { RunSource } from '../shared/source';

/** What goes with every effect. `key` is `<runId>:<nodeId>`, the same over all attempts of a step. */
export interface EffectContext {
  key: string;
  clickedAt: Date;
  /** When the step is being done. */
  now: Date;
  source: RunSource;
}

/** `applied: false`: a newer click or a person had decided already, so this one left things as they are. */
export interface Applied {
  applied: boolean;
}

export interface FollowUpSpec {
  contactId: string;
  kind: FollowUpKind;
  taskTypeId: string;
  text: string;
  projectId: string | null;
  createdById: string;
  assignToOurContact: boolean;
  defaultRecipientId: string | null;
  durationMinutes: number;
  /** Days from the click to the day a to-do is due; a meeting takes the next free time instead. */
  dueInDays: number;
}

export type RequestOwner = { kind: 'auto' } | { kind: 'unassigned' } | { kind: 'user'; userId: string };

export interface RequestSpec {
  contactId: string;
  title: string;
  /** The first message. When it is empty, one is written from the mailing, the link, the person and the time. */
  body: string;
  categoryId: string;
  priorityId: string;
  owner: RequestOwner;
}

export interface CreatedFollowUp {
  id: string;
  ownerId: string;
  ownerName: string;
  startsAt: Date;
  endsAt: Date;
}

export interface CreatedRequest {
  id: string;
  ownerId: string | null;
  ownerName: string | null;
}

/**
 * What a step of a run may do to the CRM. Every call may be repeated, at once or later, here or in another process,
 * with the same key: it finds itself done and gives the same answer. Each leaves one line in the card's history.
 *
 * @throws MissingTarget when what is pointed to is gone, retired or of the wrong kind; trying again would not help.
 */
export interface CrmEffects {
  setField(
    e: EffectContext,
    contactId: string,
    fieldId: string,
    value: FieldValue,
  ): Promise<Applied & { previous: FieldValue }>;
  /** `previous`: whether it stood before, where that is known; only then can the change be taken back. */
  setMembership(
    e: EffectContext,
    contactId: string,
    kind: MembershipKind,
    targetId: string,
    active: boolean,
  ): Promise<Applied & { previous?: boolean }>;
  createFollowUp(e: EffectContext, spec: FollowUpSpec): Promise<CreatedFollowUp>;
  createRequest(e: EffectContext, spec: RequestSpec): Promise<CreatedRequest>;
}
