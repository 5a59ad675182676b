import { hinted } from '@linkflow/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { effectOf } from '../action-context';
import { defineAction, type AnyAction, type StepSpec } from '../define-action';
import { ACTIONS } from '../registry';
import { contractOf } from './contract';
import { notAContact } from '../failures';

describe.each(ACTIONS.map((action) => [action.type, action] as const))('the action %s', (_, action) => {
  it.each(contractOf(action).map((one) => [one.name, one] as const))('%s', async (_, { check }) => {
    expect(await check()).toBeUndefined();
  });
});

describe('the contract itself', () => {
  const params = z.object({
    name: hinted(z.string().min(1), {
      label: { en: 'Name', nb: 'Navn' },
      widget: 'text',
      missing: { en: 'Give a name', nb: 'Oppgi et navn' },
    }),
  });
  type Spec = StepSpec<typeof params, z.ZodObject>;

  /** A right action, but for what a test changes. */
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
      effect: 'keyed',
      repeat: { kind: 'every-click' },
      params,
      defaults: {},
      example: { name: 'Kari' },
      output: z.object({ applied: z.boolean() }),
      run: async (ctx) => ({
        output: {
          applied: (await ctx.ports.crm.setMembership(effectOf(ctx), contact(ctx), 'interest', 'i', true))
            .applied,
        },
      }),
      describe: ({ name = '(nobody yet)' }) => ({ en: `Say hello to ${name}`, nb: `Si hei til ${name}` }),
      ...change,
    });
  const contact = ({ contactId }: { contactId: string | null }): string => {
    if (contactId === null) throw notAContact();
    return contactId;
  };

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

  it('asks nothing of a right action', async () => {
    expect(await broken(anAction())).toEqual([]);
  });

  it.each<[string, Partial<Spec>, string]>([
    [
      'a sentence in one language only',
      { describe: () => ({ en: 'Say hello', nb: 'Say hello' }) },
      'tells its example in one sentence',
    ],
    [
      'a sentence that breaks on a half-finished node',
      { describe: ({ name }) => ({ en: `Hello ${name!.trim()}`, nb: `Hei ${name!.trim()}` }) },
      'tells every unfinished node too',
    ],
    [
      'a sentence with a hole',
      { describe: ({ name }) => ({ en: `Say hello to ${name}`, nb: `Si hei til ${name}` }) },
      'tells every unfinished node too',
    ],
    ['a shout', { summary: { en: 'Says hello!', nb: 'Sier hei.' } }, 'writes like a colleague'],
    [
      'an outlet twice',
      { ports: { fixed: [port('next'), port('next')] } },
      'has outlets with ids of their own',
    ],
    [
      'an outlet that is not there',
      { ports: { fixed: [port('left'), port('right')] } },
      'gives what its schemas promise',
    ],
    [
      'another output than it says',
      { run: () => ({ output: { wrong: 1 } }) },
      'gives what its schemas promise',
    ],
    [
      'an effect under a key of its own making',
      {
        run: async (ctx) => ({
          output: await ctx.ports.crm.setMembership(
            { ...effectOf(ctx), key: String(Math.random()) },
            contact(ctx),
            'interest',
            'i',
            true,
          ),
        }),
      },
      'does once what is asked twice under the same key',
    ],
    ['an effect it does not own up to', { effect: 'none' }, 'owns up to its effects'],
    ['an effect called harmless', { risk: 'harmless' }, 'owns up to its effects'],
    ['a reversible effect without an undo', { risk: 'reversible' }, 'owns up to its effects'],
    [
      'a simulation that is none',
      {
        simulate: (ctx) =>
          Reflect.get(ctx.ports, 'crm').setMembership(effectOf(ctx as never), 'c', 'interest', 'i', true),
      },
      'changes nothing in a simulation',
    ],
    [
      'an undo that takes too much back',
      {
        undo: async (ctx) => {
          await ctx.ports.crm.setMembership(effectOf(ctx), contact(ctx), 'interest', 'i', false);
        },
      },
      'takes back what it did, and only that',
    ],
    [
      'a missing target that is swallowed',
      {
        run: async (ctx) => {
          try {
            await ctx.ports.crm.setMembership(effectOf(ctx), contact(ctx), 'interest', 'i', true);
          } catch (error) {
            if (ctx.contactId === null) throw error;
          }
          return { output: { applied: true } };
        },
      },
      'fails for good when a target is missing, with the reason it was given',
    ],
    [
      'a step for everybody that needs a card',
      { run: run((id) => id ?? 'nobody') },
      'is passed over for a recipient who is no contact',
    ],
  ])('finds %s', async (_, change, check) => {
    expect(await broken(anAction(change))).toContain(check);
  });

  it('finds a parameter without a hint, and one that says nothing while it is missing', async () => {
    const bare = anAction({ params: z.object({ name: z.string().min(1) }) });
    expect(await broken(bare)).toContain('hints at every parameter in both languages');
    const mute = anAction({
      params: z.object({
        name: hinted(z.string().min(1), { label: { en: 'Name', nb: 'Navn' }, widget: 'text' }),
      }),
    });
    expect(await broken(mute)).toEqual(['says what is missing where a person must choose']);
  });

  function run(idOf: (contactId: string | null) => string): Spec['run'] {
    return async (ctx) => {
      const effect = ctx.ports.crm.setMembership(effectOf(ctx), idOf(ctx.contactId), 'interest', 'i', true);
      return { output: { applied: (await effect).applied } };
    };
  }

  function port(id: string) {
    return { id, label: { en: id, nb: id } };
  }
});
