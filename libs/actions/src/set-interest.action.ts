import { z } from 'zod';
import { defineAction } from './define-action';
import { MembershipOutput, setMembership, simulateMembership, undoMembership } from './membership';
import { refTo } from './params';

export const setInterest = defineAction({
  kind: 'step',
  type: 'set-interest',
  version: 1,
  title: { en: 'Set interest', nb: 'Angi interesse' },
  summary: {
    en: 'Adds an interest to the contact. Safe to repeat.',
    nb: 'Legger en interesse til på personkortet. Trygt å gjenta.',
  },
  icon: 'tag',
  group: 'data',
  place: 2,
  lane: 'then',
  risk: 'reversible',
  effect: 'idempotent',
  repeat: { kind: 'every-click' },
  params: z.object({
    interestId: refTo('interest', {
      label: { en: 'Interest', nb: 'Interesse' },
      missing: { en: 'Choose an interest', nb: 'Velg en interesse' },
    }),
  }),
  defaults: {},
  example: { interestId: '66b0000000000000000000d1' },
  output: MembershipOutput,
  run: (ctx, { interestId }) => setMembership(ctx, 'interest', interestId, true),
  simulate: simulateMembership,
  undo: (ctx, { interestId }, output) => undoMembership(ctx, 'interest', interestId, true, output),
  describe({ interestId }, say) {
    const interest = say.name('interest', interestId);
    return { en: `Set the interest ${interest.en}`, nb: `Angi interessen ${interest.nb}` };
  },
});
