import { Injectable } from '@nestjs/common';
import type { ChangeKind, MembershipKind } from '@linkflow/contracts';
import type { EffectResult, SetMembershipInput } from '@linkflow/crm-port';
import { ChangeLog, type ChangeDoc } from '../cards/change-log';
import { MembershipsRepository, membershipId, type MembershipDoc } from '../cards/memberships.repository';
import {
  firstMembership,
  laterMembership,
  membershipOutcome,
  membershipUpdate,
  type Decision,
  type MembershipTarget,
} from '../cards/newest-wins';
import type { CardChange } from '../shared/source';
import { CrmTargets } from './crm-targets';

const CHANGE: Record<MembershipKind, { on: ChangeKind; off: ChangeKind }> = {
  interest: { on: 'interest-set', off: 'interest-removed' },
  selection: { on: 'selection-added', off: 'selection-removed' },
  project: { on: 'project-added', off: 'project-removed' },
};

type Result = EffectResult<'set-membership'>;

/** Starts or ends the membership of an interest, a selection or a project. */
@Injectable()
export class SetMembershipEffect {
  readonly repeatability = 'idempotent';

  constructor(
    private readonly memberships: MembershipsRepository,
    private readonly targets: CrmTargets,
    private readonly log: ChangeLog,
  ) {}

  async perform({ key, occurredAt, now, source }: CardChange, input: SetMembershipInput): Promise<Result> {
    const { contactId, kind, targetId, active } = input;
    const [contact, wanted, before] = await Promise.all([
      this.targets.contact(contactId, source),
      this.targets.membershipTarget(kind, targetId),
      this.memberships.read(membershipId(kind, targetId, contactId)),
    ]);
    const done = await this.log.doneDespiteMissing(key, contact, wanted);
    if (done) return resultOf(done);

    const outcome = await this.set(
      before,
      { kind, targetId, contactId, active, source },
      { key, at: occurredAt },
    );
    const line = await this.log.write({
      _id: key,
      contactId,
      kind: CHANGE[kind][active ? 'on' : 'off'],
      target: { id: targetId, name: wanted.orThrow().name },
      at: now,
      ...outcome,
      source,
    });
    return resultOf(line);
  }

  /** Tries the two cheap writes that fit most cases, then the general one. */
  private async set(
    before: MembershipDoc | null,
    target: MembershipTarget,
    decision: Decision,
  ): Promise<Result> {
    const quick =
      before === null
        ? await this.insertFirst(target, decision)
        : await this.updateIfUnchanged(before, target, decision);
    if (quick) return quick;
    const _id = membershipId(target.kind, target.targetId, target.contactId);
    await this.memberships.updateOne({ _id, update: membershipUpdate(target, decision) });
    return membershipOutcome(await this.memberships.read(_id), decision.key);
  }

  /** Most memberships are new, and an insert costs MongoDB far less than an update. Null: another decision was first. */
  private async insertFirst(target: MembershipTarget, decision: Decision): Promise<Result | null> {
    const outcome = await this.memberships.insertOnce(firstMembership(target, decision));
    return outcome === 'inserted' ? { applied: true, previous: false } : null;
  }

  /**
   * A plain update that requires the state that was read costs MongoDB half of one that compares decisions in a pipeline.
   * Null: the decision is not newer, or the membership has changed since it was read.
   */
  private async updateIfUnchanged(
    before: MembershipDoc,
    target: MembershipTarget,
    decision: Decision,
  ): Promise<Result | null> {
    if (before.setAt >= decision.at) return null;
    const fields = laterMembership(before, target, decision);
    const outcome = await this.memberships.updateOne({
      _id: before._id,
      where: { setAt: before.setAt, setBy: before.setBy },
      update: { $set: fields },
      proof: { setBy: fields.setBy },
    });
    return outcome === 'matched' ? { applied: true, previous: before.active } : null;
  }
}

const resultOf = ({ applied, previous }: ChangeDoc): Result => ({
  applied,
  ...(typeof previous === 'boolean' ? { previous } : {}),
});
