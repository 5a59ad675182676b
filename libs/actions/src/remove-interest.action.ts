import { z } from 'zod';
import { defineAction } from './define-action';
import { MembershipOutput, setMembership, simulateMembership, undoMembership } from './membership';
import { refTo } from './params';

export const removeInterest = defineAction({
  kind: 'step',
  type: 'remove-interest',
  version: 1,
  title: { en: 'Remove interest', nb: 'Fjern interesse' },
  summary: {
    en: 'Takes an interest away from the contact. Safe to repeat.',
    nb: 'Tar en interesse bort fra personkortet. Trygt å gjenta.',
  },
  icon: 'tag-off',
  group: 'data',
  place: 3,
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
  run: (ctx, { interestId }) => setMembership(ctx, 'interest', interestId, false),
  simulate: simulateMembership,
  undo: (ctx, { interestId }, output) => undoMembership(ctx, 'interest', interestId, false, output),
  describe({ interestId }, say) {
    const interest = say.name('interest', interestId);
    return { en: `Remove the interest ${interest.en}`, nb: `Fjern interessen ${interest.nb}` };
  },
});
