import type { MembershipKind } from '@linkflow/contracts';
import { setByWith, stands, type Decision } from '../contacts/field-state';
import type { Source } from '../shared/source';
import { membershipId, type MembershipDoc } from './membership.schema';

/** Where one contact shall stand in one interest, selection or project. */
export interface MembershipWish {
  kind: MembershipKind;
  targetId: string;
  contactId: string;
  active: boolean;
  source: Source;
}

/** A membership that nobody has decided on before. */
export function firstMembership(wish: MembershipWish, { key, at }: Decision): MembershipDoc {
  const { kind, targetId, contactId } = wish;
  return {
    _id: membershipId(kind, targetId, contactId),
    ...wish,
    setAt: at,
    setBy: [{ key, previous: false }],
    since: at,
  };
}

/** What a later decision changes in a membership that stands as it was read. */
export function laterMembership(
  before: MembershipDoc,
  { active, source }: MembershipWish,
  { key, at }: Decision,
): Pick<MembershipDoc, 'active' | 'setAt' | 'setBy'> & Partial<Pick<MembershipDoc, 'since' | 'source'>> {
  const turns = before.active !== active;
  return {
    active,
    setAt: at,
    setBy: [{ key, previous: before.active }],
    ...(turns ? { since: at, source } : {}),
  };
}

/** The upsert of a membership, unless a newer click or a person has decided already. */
export function membershipUpdate(wish: MembershipWish, decision: Decision): Record<string, unknown>[] {
  const wins = stands(decision, '$setAt', '$setBy.key');
  const turns = { $and: [wins, { $ne: ['$active', wish.active] }] };
  const entry = { key: { $literal: decision.key }, previous: { $eq: ['$active', true] } };
  return [
    {
      $set: {
        kind: wish.kind,
        targetId: { $literal: wish.targetId },
        contactId: { $literal: wish.contactId },
        since: { $cond: [turns, decision.at, '$since'] },
        source: { $cond: [turns, { $literal: wish.source }, '$source'] },
        active: { $cond: [wins, wish.active, '$active'] },
        setAt: { $cond: [wins, decision.at, '$setAt'] },
        setBy: { $cond: [wins, setByWith(entry, decision, '$setAt', '$setBy'), '$setBy'] },
      },
    },
  ];
}

/** What came of it, read from the membership afterwards. `previous`: whether it stood before, where the decision counted. */
export function membershipOutcome(
  membership: MembershipDoc | null,
  key: string,
): { applied: boolean; previous?: boolean } {
  const mine = membership?.setBy.find((setter) => setter.key === key);
  return mine ? { applied: true, previous: mine.previous } : { applied: false };
}
