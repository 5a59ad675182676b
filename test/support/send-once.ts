import type { ActionContext, EffectKinds } from '@linkflow/actions';
import type { NodeDescriptor } from '@linkflow/contracts';
import { z } from 'zod';

/**
 * Type of an at-most-once action, such as sending a letter. The catalogue has no such action, so tests add this one:
 * `vi.mock('@linkflow/actions', withSendOnce)`.
 */
export const SEND_ONCE = 'send-once';

/** What the action does. A test replaces `send`. */
export const sending: { send: (ctx: ActionContext) => Promise<void> } = { send: () => Promise.resolve() };

/** Factory for `vi.mock`: returns the real module of actions with this action added. */
export async function withSendOnce(
  original: () => Promise<typeof import('@linkflow/actions')>,
): Promise<typeof import('@linkflow/actions')> {
  const actions = await original();
  const once = actions.defineAction({
    kind: 'step',
    type: SEND_ONCE,
    version: 1,
    title: { en: 'Send', nb: 'Send' },
    summary: { en: 'Sends it.', nb: 'Sender det.' },
    icon: 'mail',
    group: 'work',
    lane: 'then',
    risk: 'harmless',
    otherEffect: 'atMostOnce',
    repeat: { kind: 'every-click' },
    params: z.object({}),
    defaults: {},
    example: {},
    async run(ctx) {
      await sending.send(ctx);
      return {};
    },
    sentence: { en: 'Send', nb: 'Send' },
  });
  const catalogues = new WeakMap<EffectKinds, NodeDescriptor[]>();
  return {
    ...actions,
    ACTIONS: new Map([...actions.ACTIONS, [SEND_ONCE, once]]),
    stepOfType: (type) => (type === SEND_ONCE ? once : actions.stepOfType(type)),
    catalogue(crm) {
      const known = catalogues.get(crm) ?? [...actions.catalogue(crm), actions.descriptorOf(once, crm)];
      catalogues.set(crm, known);
      return known;
    },
  };
}
