import { z } from 'zod';
import { defineAction } from './define-action';
import { MembershipOutput, setMembership, simulateMembership, undoMembership } from './membership';
import { refTo } from './params';

export const addToSelection = defineAction({
  kind: 'step',
  type: 'add-to-selection',
  version: 1,
  title: { en: 'Add to selection', nb: 'Legg til i utvalg' },
  summary: {
    en: 'Makes the contact a member of a static selection. Safe to repeat.',
    nb: 'Gjør personen til medlem av et statisk utvalg. Trygt å gjenta.',
  },
  icon: 'users-plus',
  group: 'data',
  place: 4,
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
  run: (ctx, { selectionId }) => setMembership(ctx, 'selection', selectionId, true),
  simulate: simulateMembership,
  undo: (ctx, { selectionId }, output) => undoMembership(ctx, 'selection', selectionId, true, output),
  describe({ selectionId }, say) {
    const selection = say.name('selection', selectionId);
    return { en: `Add to the selection ${selection.en}`, nb: `Legg til i utvalget ${selection.nb}` };
  },
});
