import { Condition, hinted } from '@linkflow/contracts';
import { z } from 'zod';
import type { EventContext } from './action-context';
import { defineAction, labelled, type StepResult } from './define-action';

const OTHERWISE = 'otherwise';

const Case = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
  label: z.string().trim().max(60).default(''),
  condition: Condition,
});
type Case = z.infer<typeof Case>;

export const choose = defineAction({
  kind: 'step',
  type: 'choose',
  title: { en: 'Choose a path', nb: 'Velg vei' },
  summary: {
    en: 'Goes through the paths from the top and takes the first whose condition is true. If none is true, it takes “Otherwise”.',
    nb: 'Ser på veiene ovenfra og ned, og tar den første der betingelsen er oppfylt. Passer ingen, blir det «Ellers».',
  },
  icon: 'arrows-split',
  group: 'flow',
  place: 2,
  lane: 'both',
  risk: 'harmless',
  policy: { onError: 'stop' },
  ports: {
    perItem: { param: 'cases' },
    fixed: [{ id: OTHERWISE, label: { en: 'Otherwise', nb: 'Ellers' } }],
  },
  params: z.object({
    cases: hinted(z.array(Case).min(1).max(20), {
      label: { en: 'Paths', nb: 'Veier' },
      widget: 'cases',
      missing: { en: 'Add a path', nb: 'Legg til en vei' },
    }),
  }),
  defaults: {},
  example: {
    cases: [
      {
        id: 'norway',
        label: 'Norway',
        condition: { all: [{ fact: 'contact.country', operator: 'equal', value: 'NO' }] },
      },
      {
        id: 'nordic',
        label: 'Rest of the Nordics',
        condition: { all: [{ fact: 'contact.country', operator: 'in', value: ['SE', 'DK', 'FI', 'IS'] }] },
      },
    ],
  },
  output: z.object({ way: labelled(z.string(), { en: 'Path taken', nb: 'Valgt vei' }) }),
  run: (ctx, { cases }) => firstThatFits(ctx, cases),
  simulate: (ctx, { cases }) => firstThatFits(ctx, cases),

  sentence: {
    cases: [
      {
        when: { cases: 'given' },
        text: { en: 'The first that fits: {cases}, otherwise', nb: 'Den første som passer: {cases}, ellers' },
      },
      { text: { en: '(no paths yet)', nb: '(ingen veier ennå)' } },
    ],
  },
});

async function firstThatFits(
  ctx: EventContext,
  cases: readonly Case[],
): Promise<StepResult<{ way: string }>> {
  for (const { id, label, condition } of cases) {
    const { result } = await ctx.evaluate(condition);
    if (result) return { port: id, output: { way: label || id } };
  }
  return { port: OTHERWISE, output: { way: OTHERWISE } };
}
