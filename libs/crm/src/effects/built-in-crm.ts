import { Injectable, type Provider, type Type } from '@nestjs/common';
import {
  Crm,
  type EffectContext,
  type EffectSource,
  type EffectImplementation,
  type EffectImplementations,
  type EffectInput,
  type EffectName,
  type EffectResult,
} from '@linkflow/crm-port';
import { SetMembershipEffect } from '../cards/memberships';
import { CreateFollowUpEffect } from './create-follow-up.effect';
import { CreateRequestEffect } from './create-request.effect';
import { SetFieldEffect } from './set-field.effect';
import { SetFormerEmployeeEffect } from './set-former-employee.effect';

/** The class that implements each effect. Its `repeatability` states what a repeated call does. */
const EFFECTS: { readonly [N in EffectName]: Type<EffectImplementation<N>> } = {
  'set-field': SetFieldEffect,
  'set-former-employee': SetFormerEmployeeEffect,
  'set-membership': SetMembershipEffect,
  'create-follow-up': CreateFollowUpEffect,
  'create-request': CreateRequestEffect,
};
const NAMES = Object.keys(EFFECTS);
const CLASSES = Object.values(EFFECTS);

/**
 * The effects of the built-in CRM. A worker executes hundreds of runs at the same time, so all reads and writes go through the Batcher,
 * where they share round trips to MongoDB.
 *
 * An effect first writes the state (a field, a membership, a follow-up or a request), then a line in the history. Both contain the effect
 * key. If the line exists, the effect was performed. If a repeated call finds no line, it detects by the key in the state whether the first
 * write was done.
 */
@Injectable()
export class BuiltInCrm extends Crm {
  /**
   * Calls of `keyed` effects that are in progress in this process, by effect name and key. A concurrent call with the same key gets the
   * same promise.
   */
  private readonly inProgress = new Map<string, Promise<unknown>>();

  constructor(protected readonly effects: EffectImplementations) {
    super();
  }

  override perform<N extends EffectName>(
    name: N,
    context: EffectContext<EffectSource>,
    input: EffectInput<N>,
  ): Promise<EffectResult<N>> {
    if (this.repeatability(name) !== 'keyed') return super.perform(name, context, input);
    const id = `${name}:${context.key}`;
    // The cast is safe: the id contains the name of the effect, which decides the type of the result.
    const pending = this.inProgress.get(id) as Promise<EffectResult<N>> | undefined;
    if (pending) return pending;
    const result = super.perform(name, context, input).finally(() => this.inProgress.delete(id));
    this.inProgress.set(id, result);
    return result;
  }
}

export const EFFECT_PROVIDERS: Provider[] = [
  ...CLASSES,
  {
    provide: Crm,
    useFactory: (...effects: unknown[]) =>
      // Nest passes the instances in the order of `inject`, which is the order of NAMES.
      new BuiltInCrm(
        Object.fromEntries(
          NAMES.map((name, index) => [name, effects[index]]),
        ) as unknown as EffectImplementations,
      ),
    inject: CLASSES,
  },
];
