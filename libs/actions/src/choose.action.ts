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
  title: { en: 'Choose a way', nb: 'Velg vei' },
  summary: {
    en: 'Takes the first path whose condition is true, from the top. If none is true, it takes “Otherwise”.',
    nb: 'Velger den første veien der betingelsen er oppfylt, ovenfra og ned. Passer ingen, blir det «Ellers».',
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
      label: { en: 'Ways', nb: 'Veier' },
      widget: 'cases',
      missing: { en: 'Add a way', nb: 'Legg til en vei' },
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
  output: z.object({ way: labelled(z.string(), { en: 'Way taken', nb: 'Valgt vei' }) }),
  run: (ctx, { cases }) => firstThatFits(ctx, cases),
  simulate: (ctx, { cases }) => firstThatFits(ctx, cases),

  sentence: {
    cases: [
      {
        when: { cases: 'given' },
        text: { en: 'The first that fits: {cases}, otherwise', nb: 'Den første som passer: {cases}, ellers' },
      },
      { text: { en: '(no ways yet)', nb: '(ingen veier ennå)' } },
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
