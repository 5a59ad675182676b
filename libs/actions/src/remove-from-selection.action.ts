import { z } from 'zod';
import { defineAction } from './define-action';
import { MembershipOutput, setMembership, simulateMembership, undoMembership } from './membership';
import { refTo } from './params';

export const removeFromSelection = defineAction({
  kind: 'step',
  type: 'remove-from-selection',
  version: 1,
  title: { en: 'Remove from selection', nb: 'Fjern fra utvalg' },
  summary: {
    en: 'Takes the contact out of a static selection. Safe to repeat.',
    nb: 'Tar personen ut av et statisk utvalg. Trygt å gjenta.',
  },
  icon: 'users-minus',
  group: 'data',
  place: 5,
  lane: 'then',
  risk: 'reversible',
  effect: 'idempotent',
  repeat: { kind: 'every-click' },
  params: z.object({
    selectionId: refTo('selection', {
      label: { en: 'Selection', nb: 'Utvalg' },
      missing: { en: 'Choose a selection', nb: 'Velg et utvalg' },
      filter: { type: 'static' },
      help: {
        en: 'Only static selections take members one by one.',
        nb: 'Bare statiske utvalg tar imot enkeltmedlemmer.',
      },
    }),
  }),
  defaults: {},
  example: { selectionId: '66b0000000000000000000d1' },
  output: MembershipOutput,
  run: (ctx, { selectionId }) => setMembership(ctx, 'selection', selectionId, false),
  simulate: simulateMembership,
  undo: (ctx, { selectionId }, output) => undoMembership(ctx, 'selection', selectionId, false, output),
  describe({ selectionId }, say) {
    const selection = say.name('selection', selectionId);
    return { en: `Remove from the selection ${selection.en}`, nb: `Fjern fra utvalget ${selection.nb}` };
  },
});
