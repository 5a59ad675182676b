import { Condition, hinted, phrase } from '@linkflow/contracts';
import { z } from 'zod';
import { defineAction, labelled } from './define-action';

export const condition = defineAction({
  kind: 'step',
  type: 'condition',
  title: { en: 'If', nb: 'Hvis' },
  summary: {
    en: 'Goes one way when the condition is true, and the other when it is false or not known.',
    nb: 'Går én vei når betingelsen er oppfylt, og den andre når den ikke er det eller ikke er kjent.',
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
      missing: { en: 'Set the condition', nb: 'Lag betingelsen' },
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

  describe: (params, names) => names.condition(params.condition),
});
