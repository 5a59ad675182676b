import { Injectable } from '@nestjs/common';
import type { ChangeKind, MembershipKind } from '@linkflow/contracts';
import { Batcher } from '@linkflow/platform';
import { ChangeLog } from '../changes/change-log';
import type { ChangeDoc } from '../changes/change.schema';
import { membershipOutcome, membershipUpdate } from '../memberships/membership-state';
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
    const [contact, wanted] = await Promise.all([
      this.targets.contact(contactId),
      this.targets.membershipTarget(kind, targetId),
    ]);
    const done = await this.log.ifMissing(by.key, contact, wanted);
    if (done) return outcomeOf(done);
    const target = wanted.orThrow();

    const _id = membershipId(kind, targetId, contactId);
    const update = membershipUpdate({ kind, targetId, contactId, active, source: by.source }, by);
    const outcome = await this.batcher.update(COLLECTIONS.membership, { _id, update, upsert: true });
    // Two upserts met on a membership that neither saw; now both see it.
    if (outcome === 'existed') await this.batcher.update(COLLECTIONS.membership, { _id, update });
    const after = await this.batcher.read<MembershipDoc>(COLLECTIONS.membership, _id);
    const line = await this.log.write({
      _id: by.key,
      contactId,
      kind: CHANGE[kind][active ? 'on' : 'off'],
      target: { id: targetId, name: target.name },
      at: by.now,
      ...membershipOutcome(after, by.key),
      source: by.source,
    });
    return outcomeOf(line);
  }
}

const outcomeOf = ({ applied, previous }: ChangeDoc): MembershipApplied => ({
  applied,
  ...(typeof previous === 'boolean' ? { previous } : {}),
});
