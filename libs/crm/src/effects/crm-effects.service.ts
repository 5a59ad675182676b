import { Injectable } from '@nestjs/common';
import type { FieldValue, MembershipKind } from '@linkflow/contracts';
import { CreateFollowUpEffect } from './create-follow-up.effect';
import { CreateRequestEffect } from './create-request.effect';
import type {
  Applied,
  CreatedFollowUp,
  CreatedRequest,
  CrmEffects,
  EffectContext,
  FollowUpSpec,
  RequestSpec,
} from './effects.types';
import { SetFieldEffect, type CardChange } from './set-field.effect';
import { SetMembershipEffect } from './set-membership.effect';

/**
 * What the steps of runs do to the CRM. Made for a worker that walks hundreds of runs at once: all reads and writes go
 * through the Batcher, so the effects of one moment share their round trips.
 *
 * State is written before the line in the history, and both under the effect's key: a line means that it was done, and a
 * repeat without a line finds its own state again.
 */
@Injectable()
export class CrmEffectsService implements CrmEffects {
  /** Created things by key, while they are being made: a call that meets its own repeat joins it. */
  private readonly underWay = new Map<string, Promise<unknown>>();

  constructor(
    private readonly fields: SetFieldEffect,
    private readonly memberships: SetMembershipEffect,
    private readonly followUps: CreateFollowUpEffect,
    private readonly requests: CreateRequestEffect,
  ) {}

  setField(
    e: EffectContext,
    contactId: string,
    fieldId: string,
    value: FieldValue,
  ): Promise<Applied & { previous: FieldValue }> {
    return this.fields.apply(cardChange(e), contactId, fieldId, value);
  }

  setMembership(
    e: EffectContext,
    contactId: string,
    kind: MembershipKind,
    targetId: string,
    active: boolean,
  ): Promise<Applied & { previous?: boolean }> {
    return this.memberships.apply(cardChange(e), contactId, kind, targetId, active);
  }

  createFollowUp(e: EffectContext, spec: FollowUpSpec): Promise<CreatedFollowUp> {
    return this.once(`follow-up:${e.key}`, () => this.followUps.apply(e, spec));
  }

  createRequest(e: EffectContext, spec: RequestSpec): Promise<CreatedRequest> {
    return this.once(`request:${e.key}`, () => this.requests.apply(e, spec));
  }

  private once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.underWay.get(key);
    // One key belongs to one kind of effect, which the prefix tells.
    if (known) return known as Promise<T>;
    const making = make().finally(() => this.underWay.delete(key));
    this.underWay.set(key, making);
    return making;
  }
}

const cardChange = ({ key, clickedAt, now, source }: EffectContext): CardChange => ({
  key,
  at: clickedAt,
  now,
  source,
});
