import type { ActionContext } from '@linkflow/actions';
import { z } from 'zod';

/**
 * An action that may happen at most once and cannot find itself done, as a letter that is sent. The catalogue has none, so tests
 * put this one into it: `vi.mock('@linkflow/actions', withSendOnce)`.
 */
export const SEND_ONCE = 'send-once';

/** What it does, which the test decides. */
export const sending: { send: (ctx: ActionContext) => Promise<void> } = { send: () => Promise.resolve() };

/** For `vi.mock`: the actions as they are, with one more. */
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
    effect: 'atMostOnce',
    repeat: { kind: 'every-click' },
    params: z.object({}),
    defaults: {},
    example: {},
    async run(ctx) {
      await sending.send(ctx);
      return {};
    },
    describe: () => ({ en: 'Send', nb: 'Send' }),
  });
  const catalogue = [...actions.catalogue(), actions.descriptorOf(once)];
  return {
    ...actions,
    actionOf: (type) => (type === SEND_ONCE ? once : actions.actionOf(type)),
    catalogue: () => catalogue,
  };
}
