import { hinted } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ActionContext } from '../action-context';
import { contactOf, defineAction, type AnyAction, type StepSpec } from '../define-action';
import { ACTIONS } from '../registry';
import { contractOf } from './contract';

describe.each([...ACTIONS])('the action %s', (_, action) => {
  it.each(contractOf(action).map((one) => [one.name, one] as const))('%s', async (_, { check }) => {
    expect(await check()).toBeUndefined();
  });
});

describe('the contract suite', () => {
  const params = z.object({
    name: hinted(z.string().min(1), {
      label: { en: 'Name', nb: 'Navn' },
      widget: 'text',
      missing: { en: 'Give a name', nb: 'Oppgi et navn' },
    }),
  });
  type Spec = StepSpec<typeof params, z.ZodObject>;

  /** An action that obeys all rules, except for the changes that a test makes. */
  const anAction = (change: Partial<Spec> = {}): AnyAction =>
    defineAction<typeof params>({
      kind: 'step',
      type: 'greet',
      version: 1,
      title: { en: 'Greet', nb: 'Hils' },
      summary: { en: 'Says hello.', nb: 'Sier hei.' },
      icon: 'message',
      group: 'work',
      lane: 'then',
      risk: 'costly',
      effects: ['set-membership'],
      repeat: { kind: 'every-click' },
      params,
      defaults: {},
      example: { name: 'Kari' },
      output: z.object({ applied: z.boolean() }),
      run: async (ctx) => ({
        output: {
          applied: (await join(ctx, contactOf(ctx))).applied,
        },
      }),
      sentence: { en: 'Say hello to {name}', nb: 'Si hei til {name}' },
      ...change,
    });
  const join = (ctx: ActionContext, contactId: string, active = true) =>
    ctx.ports.crm.perform('set-membership', ctx, {
      contactId,
      kind: 'interest',
      targetId: 'i',
      active,
    });

  async function broken(action: AnyAction): Promise<string[]> {
    const names: string[] = [];
    for (const { name, check } of contractOf(action)) {
      try {
        await check();
      } catch {
        names.push(name);
      }
    }
    return names;
  }

  it('accepts a correct action', async () => {
    expect(await broken(anAction())).toEqual([]);
  });

  it.each<[string, Partial<Spec>, string]>([
    [
      'a sentence in one language only',
      { sentence: { en: 'Say hello', nb: 'Say hello' } },
      'describes its example',
    ],
    [
      'a sentence that is not a message',
      { sentence: { en: 'Say hello to {name', nb: 'Si hei til {name' } },
      'describes unfinished nodes',
    ],
    [
      'an exclamation mark',
      { summary: { en: 'Says hello!', nb: 'Sier hei.' } },
      'follows the style of texts',
    ],
    [
      'a duplicate port',
      { ports: { fixed: [port('next'), port('next')] } },
      'has outlets with unique ids and labels',
    ],
    [
      'an unknown port',
      { ports: { fixed: [port('left'), port('right')] } },
      'returns an output and a port that its schemas allow',
    ],
    [
      'an output that does not fit its schema',
      { run: () => ({ output: { wrong: 1 } }) },
      'returns an output and a port that its schemas allow',
    ],
    [
      'an effect with another key',
      {
        run: async (ctx) => ({
          output: { ...(await join({ ...ctx, key: String(Math.random()) }, contactOf(ctx))) },
        }),
      },
      'has one effect for two attempts with the same key',
    ],
    ['an undeclared effect', { effects: [] }, 'declares its effects'],
    ['an effect declared as harmless', { risk: 'harmless' }, 'declares its effects'],
    ['a reversible effect without an undo', { risk: 'reversible' }, 'declares its effects'],
    [
      'a simulation with an effect',
      {
        simulate: async (ctx) => ({ output: { ...(await join(ctx as never, 'c')) } }),
      },
      'has no effects in a simulation',
    ],
    [
      'an undo that changes too much',
      {
        undo: async (ctx) => {
          await join(ctx, contactOf(ctx), false);
          return true;
        },
      },
      'undoes its own change and nothing else',
    ],
    [
      'a swallowed missing target',
      {
        run: async (ctx) => {
          try {
            await join(ctx, contactOf(ctx));
          } catch (error) {
            if (ctx.contactId === null) throw error;
          }
          return { output: { applied: true } };
        },
      },
      'fails permanently for a missing target and is retried when the CRM is unavailable',
    ],
    [
      'an action that does not require a contact card',
      { run: run((id) => id ?? 'nobody') },
      'is skipped for a recipient without a contact card',
    ],
  ])('detects %s', async (_, change, check) => {
    expect(await broken(anAction(change))).toContain(check);
  });

  it('detects a parameter without a hint or without a text for when it is missing', async () => {
    const bare = anAction({ params: z.object({ name: z.string().min(1) }) });
    expect(await broken(bare)).toContain('has a hint in every language for every parameter');
    const mute = anAction({
      params: z.object({
        name: hinted(z.string().min(1), { label: { en: 'Name', nb: 'Navn' }, widget: 'text' }),
      }),
    });
    expect(await broken(mute)).toEqual(['has a text for every missing required parameter']);
  });

  function run(idOf: (contactId: string | null) => string): Spec['run'] {
    return async (ctx) => {
      return { output: { applied: (await join(ctx, idOf(ctx.contactId))).applied } };
    };
  }

  function port(id: string) {
    return { id, label: { en: id, nb: id } };
  }
});
