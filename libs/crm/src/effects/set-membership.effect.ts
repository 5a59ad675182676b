import { Injectable } from '@nestjs/common';
import type { ChangeKind, MembershipKind } from '@linkflow/contracts';
import { Batcher } from '@linkflow/platform';
import { ChangeLog } from '../changes/change-log';
import type { ChangeDoc } from '../changes/change.schema';
import {
  firstMembership,
  laterMembership,
  membershipOutcome,
  membershipUpdate,
  type MembershipWish,
} from '../memberships/membership-state';
import { membershipId, type MembershipDoc } from '../memberships/membership.schema';
import { COLLECTIONS } from '../model-names';
import { CrmTargets } from './crm-targets';
import type { Applied } from './effects.types';
import type { CardChange } from './set-field.effect';

const CHANGE: Record<MembershipKind, { on: ChangeKind; off: ChangeKind }> = {
  interest: { on: 'interest-set', off: 'interest-removed' },
  selection: { on: 'selection-added', off: 'selection-removed' },
  project: { on: 'project-added', off: 'project-removed' },
};

type MembershipApplied = Applied & { previous?: boolean };

/** Sets or ends an interest, or a place in a selection or project. */
@Injectable()
export class SetMembershipEffect {
  constructor(
    private readonly batcher: Batcher,
    private readonly targets: CrmTargets,
    private readonly log: ChangeLog,
  ) {}

  async apply(
    by: CardChange,
    contactId: string,
    kind: MembershipKind,
    targetId: string,
    active: boolean,
  ): Promise<MembershipApplied> {
    const _id = membershipId(kind, targetId, contactId);
    const [contact, wanted, before] = await Promise.all([
      this.targets.contact(contactId, by.source),
      this.targets.membershipTarget(kind, targetId),
      this.batcher.read<MembershipDoc>(COLLECTIONS.membership, _id),
    ]);
    const done = await this.log.ifMissing(by.key, contact, wanted);
    if (done) return outcomeOf(done);
    const target = wanted.orThrow();

    const wish = { kind, targetId, contactId, active, source: by.source };
    const quick = before === null ? await this.begin(wish, by) : await this.follow(before, wish, by);
    const outcome = quick ?? (await this.move(wish, by));
    const line = await this.log.write({
      _id: by.key,
      contactId,
      kind: CHANGE[kind][active ? 'on' : 'off'],
      target: { id: targetId, name: target.name },
      at: by.now,
      ...outcome,
      source: by.source,
    });
    return outcomeOf(line);
  }

  /** The first decision on a membership, which most are: an insert costs MongoDB far less than an update. Null: somebody was first. */
  private async begin(wish: MembershipWish, by: CardChange): Promise<MembershipApplied | null> {
    const outcome = await this.batcher.insertOnce(COLLECTIONS.membership, firstMembership(wish, by));
    return outcome === 'inserted' ? { applied: true, previous: false } : null;
  }

  /**
   * A later decision on what an earlier one left: a plain update, under the condition that it still stands so, costs MongoDB half of
   * one that weighs them against each other there. Null: it is not later, or another one came between.
   */
  private async follow(
    before: MembershipDoc,
    wish: MembershipWish,
    by: CardChange,
  ): Promise<MembershipApplied | null> {
    if (before.setAt >= by.at) return null;
    const update = laterMembership(before, wish, by);
    const outcome = await this.batcher.update(COLLECTIONS.membership, {
      _id: before._id,
      where: { setAt: before.setAt, setBy: before.setBy },
      update: { $set: update },
      proof: { setBy: update.setBy },
    });
    return outcome === 'matched' ? { applied: true, previous: before.active } : null;
  }

  private async move(wish: MembershipWish, by: CardChange): Promise<MembershipApplied> {
    const _id = membershipId(wish.kind, wish.targetId, wish.contactId);
    await this.batcher.update(COLLECTIONS.membership, { _id, update: membershipUpdate(wish, by) });
    return membershipOutcome(await this.batcher.read<MembershipDoc>(COLLECTIONS.membership, _id), by.key);
  }
}

const outcomeOf = ({ applied, previous }: ChangeDoc): MembershipApplied => ({
  applied,
  ...(typeof previous === 'boolean' ? { previous } : {}),
});
