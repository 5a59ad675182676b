import { z } from 'zod';
import { defineAction } from './define-action';

export const stop = defineAction({
  kind: 'step',
  type: 'stop',
  title: { en: 'Stop', nb: 'Stopp' },
  summary: {
    en: 'Ends the workflow here. It shows that nothing more is meant to happen.',
    nb: 'Avslutter arbeidsflyten her. Da ser alle at det ikke skal skje mer.',
  },
  icon: 'player-stop',
  group: 'flow',
  place: 5,
  lane: 'then',
  risk: 'harmless',
  ports: { fixed: [] },
  params: z.object({}),
  defaults: {},
  example: {},
  run: () => ({}),
  sentence: { en: 'Nothing more happens', nb: 'Det skjer ikke mer' },
});
