import type { MembershipKind } from '@linkflow/contracts';
import { z } from 'zod';
import { effectOf, type ActionContext, type SimulationContext } from './action-context';
import { contactOf } from './contact-of';
import { labelled } from './params';

/** What the six actions on interests, selections and projects give. */
export const MembershipOutput = z.object({
  applied: labelled(z.boolean(), { en: 'Carried out', nb: 'Utført' }),
  previous: labelled(z.boolean().optional(), { en: 'Was so already', nb: 'Var slik fra før' }),
});
type MembershipOutput = z.infer<typeof MembershipOutput>;

/** Sets or ends a membership of the recipient's contact. */
export async function setMembership(
  ctx: ActionContext,
  kind: MembershipKind,
  targetId: string,
  active: boolean,
): Promise<{ output: MembershipOutput }> {
  const { applied, previous } = await ctx.ports.crm.setMembership(
    effectOf(ctx),
    contactOf(ctx),
    kind,
    targetId,
    active,
  );
  return { output: { applied, previous } };
}

/** What it would come to, as far as one can know without doing it. */
export function simulateMembership(ctx: SimulationContext): { output: MembershipOutput } {
  contactOf(ctx);
  return { output: { applied: true } };
}

/** Takes it back, but only where the step is known to have changed something: who was a member before stays one. */
export async function undoMembership(
  ctx: ActionContext,
  kind: MembershipKind,
  targetId: string,
  active: boolean,
  { applied, previous }: MembershipOutput,
): Promise<void> {
  if (applied && previous === !active) await setMembership(ctx, kind, targetId, !active);
}
