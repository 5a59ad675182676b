/**
 * The newest decision wins, decided inside the MongoDB update. A decision is older or newer by the time of its click, or by the current
 * time for a person's change. Each field and membership stores `setAt` (time of the last decision) and `setBy` (the effect keys that
 * decided at that time, each with the value before it):
 *
 * - newer than `setAt`: applied; `setBy` holds only this key.
 * - the same time, key not in `setBy` (another step of the same click): applied; the key is added to `setBy`.
 * - the same time, key in `setBy` (the step is repeated): nothing changes.
 * - older: nothing changes.
 */
import type { FieldValue, MembershipKind } from '@linkflow/contracts';
import type { Source } from '../shared/source';
import type { ContactDoc } from './contacts.repository';
import { membershipId, type MembershipDoc } from './memberships.repository';

/** Who decides (effect key) and as of when. */
export interface Decision {
  key: string;
  at: Date;
}

const EPOCH = new Date(0);

/** Aggregation expression: whether the decision is applied over the stored one. The arguments are paths. */
function wins({ key, at }: Decision, setAt: string, setByKeys: string): object {
  return {
    $or: [
      { $lt: [{ $ifNull: [setAt, EPOCH] }, at] },
      { $and: [{ $eq: [setAt, at] }, { $not: [{ $in: [key, { $ifNull: [setByKeys, []] }] }] }] },
    ],
  };
}

/** Aggregation expression: the new `setBy` of a decision that is applied. */
function setByWith(entry: unknown, { at }: Decision, setAt: string, setBy: string): object {
  return { $cond: [{ $eq: [setAt, at] }, { $concatArrays: [{ $ifNull: [setBy, []] }, [entry]] }, [entry]] };
}

/** The update of a contact that sets one extra field. */
export function fieldUpdate(
  fieldKey: string,
  value: FieldValue,
  decision: Decision,
  now: Date,
): Record<string, unknown>[] {
  const current = `$fields.${fieldKey}`;
  const setAt = `$fieldSetAt.${fieldKey}`;
  const setBy = `$fieldSetBy.${fieldKey}`;
  const applied = wins(decision, setAt, `${setBy}.key`);
  const entry = { key: { $literal: decision.key }, previous: { $ifNull: [current, null] } };
  const ifApplied = (then: unknown, otherwise: string) => ({ $cond: [applied, then, otherwise] });
  return [
    {
      $set: {
        [`fields.${fieldKey}`]: ifApplied({ $literal: value }, current),
        [`fieldSetAt.${fieldKey}`]: ifApplied(decision.at, setAt),
        [`fieldSetBy.${fieldKey}`]: ifApplied(setByWith(entry, decision, setAt, setBy), setBy),
        updatedAt: ifApplied(now, '$updatedAt'),
      },
    },
  ];
}

/** The result of {@link fieldUpdate}, from the contact as it is afterwards. */
export function fieldOutcome(
  contact: ContactDoc,
  fieldKey: string,
  key: string,
): { applied: boolean; previous: FieldValue } {
  const mine = contact.fieldSetBy?.[fieldKey]?.find((setter) => setter.key === key);
  return mine
    ? { applied: true, previous: mine.previous }
    : { applied: false, previous: contact.fields[fieldKey] ?? null };
}

/** The wanted state of one membership. */
export interface MembershipTarget {
  kind: MembershipKind;
  targetId: string;
  contactId: string;
  active: boolean;
  source: Source;
}

/** The document of a membership that no decision was made on before. */
export function firstMembership(target: MembershipTarget, { key, at }: Decision): MembershipDoc {
  const { kind, targetId, contactId } = target;
  return {
    _id: membershipId(kind, targetId, contactId),
    ...target,
    setAt: at,
    setBy: [{ key, previous: false }],
    since: at,
  };
}

/** The fields that a newer decision sets, given the membership as it was read. */
export function laterMembership(
  before: MembershipDoc,
  { active, source }: MembershipTarget,
  { key, at }: Decision,
): Pick<MembershipDoc, 'active' | 'setAt' | 'setBy'> & Partial<Pick<MembershipDoc, 'since' | 'source'>> {
  const changes = before.active !== active;
  return {
    active,
    setAt: at,
    setBy: [{ key, previous: before.active }],
    ...(changes ? { since: at, source } : {}),
  };
}

/** The upsert of a membership. */
export function membershipUpdate(target: MembershipTarget, decision: Decision): Record<string, unknown>[] {
  const applied = wins(decision, '$setAt', '$setBy.key');
  const changes = { $and: [applied, { $ne: ['$active', target.active] }] };
  const entry = { key: { $literal: decision.key }, previous: { $eq: ['$active', true] } };
  return [
    {
      $set: {
        kind: target.kind,
        targetId: { $literal: target.targetId },
        contactId: { $literal: target.contactId },
        since: { $cond: [changes, decision.at, '$since'] },
        source: { $cond: [changes, { $literal: target.source }, '$source'] },
        active: { $cond: [applied, target.active, '$active'] },
        setAt: { $cond: [applied, decision.at, '$setAt'] },
        setBy: { $cond: [applied, setByWith(entry, decision, '$setAt', '$setBy'), '$setBy'] },
      },
    },
  ];
}

/** The result of {@link membershipUpdate}. `previous`: whether it was active before; known only when the decision was applied. */
export function membershipOutcome(
  membership: MembershipDoc | null,
  key: string,
): { applied: boolean; previous?: boolean } {
  const mine = membership?.setBy.find((setter) => setter.key === key);
  return mine ? { applied: true, previous: mine.previous } : { applied: false };
}
