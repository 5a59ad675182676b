import { Condition, hinted } from '@linkflow/contracts';
import { z } from 'zod';
import { defineAction } from './define-action';
import { labelled } from './params';

export const condition = defineAction({
  kind: 'step',
  type: 'condition',
  version: 1,
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
  effect: 'none',
  repeat: null,
  // Nobody can say which way to go when the question could not be answered.
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
    const { en, nb } = ctx.say.condition(params.condition);
    return {
      output: { result },
      port: result ? 'yes' : 'no',
      sentence: { en: `${en}: ${result ? 'yes' : 'no'}`, nb: `${nb}: ${result ? 'ja' : 'nei'}` },
    };
  },

  describe: (params, say) => say.condition(params.condition),
});
