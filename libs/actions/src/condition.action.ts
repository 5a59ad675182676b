import { Condition, hinted, phrase } from '@linkflow/contracts';
import { z } from 'zod';
import { defineAction, labelled } from './define-action';

export const condition = defineAction({
  kind: 'step',
  type: 'condition',
  title: { en: 'If', nb: 'Hvis' },
  summary: {
    en: 'Takes one path if the condition is true, and the other if it is false or cannot be checked.',
    nb: 'Går én vei hvis betingelsen er oppfylt, og den andre veien hvis den ikke er det eller ikke kan sjekkes.',
  },
  icon: 'git-branch',
  group: 'flow',
  place: 1,
  lane: 'both',
  risk: 'harmless',
  // If the condition cannot be evaluated, neither port would be correct.
  policy: { onError: 'stop' },
  ports: {
    fixed: [
      { id: 'yes', label: { en: 'Yes', nb: 'Ja' } },
      { id: 'no', label: { en: 'No', nb: 'Nei' } },
    ],
  },
  params: z.object({
    condition: hinted(Condition, {
      label: { en: 'Condition', nb: 'Betingelse' },
      widget: 'condition',
      missing: { en: 'Set up the condition', nb: 'Sett opp betingelsen' },
    }),
  }),
  defaults: {},
  example: { condition: { all: [{ fact: 'contact.country', operator: 'equal', value: 'NO' }] } },
  output: z.object({ result: labelled(z.boolean(), { en: 'Answer', nb: 'Svar' }) }),

  async run(ctx, params) {
    const { result } = await ctx.evaluate(params.condition);
    return { output: { result }, port: result ? 'yes' : 'no' };
  },

  async simulate(ctx, params) {
    const { result } = await ctx.evaluate(params.condition);
    const condition = ctx.names.condition(params.condition);
    return {
      output: { result },
      port: result ? 'yes' : 'no',
      sentence: phrase(
        result
          ? { en: '{condition}: yes', nb: '{condition}: ja' }
          : { en: '{condition}: no', nb: '{condition}: nei' },
        { condition },
      ),
    };
  },

  sentence: { en: '{condition}', nb: '{condition}' },
});
