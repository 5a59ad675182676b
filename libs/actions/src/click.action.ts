import { RESPOND_PORT, THEN_PORT } from '@linkflow/contracts';
import { z } from 'zod';
import { defineAction } from './define-action';

export const click = defineAction({
  kind: 'trigger',
  type: 'click',
  title: { en: 'Recipient clicks', nb: 'Mottaker klikker' },
  summary: {
    en: 'Starts with every click on the link. Answers the recipient on one side and does the work on the other.',
    nb: 'Starter ved hvert klikk på koblingen. Svarer mottakeren på den ene siden og gjør jobben på den andre.',
  },
  icon: 'click',
  group: 'trigger',
  ports: {
    fixed: [
      { id: RESPOND_PORT, label: { en: 'Answer the recipient', nb: 'Svar til mottakeren' } },
      { id: THEN_PORT, label: { en: 'Then', nb: 'Deretter' } },
    ],
  },
  params: z.object({}),
  defaults: {},
  example: {},
  sentence: { en: 'When a recipient clicks the link', nb: 'Når en mottaker klikker på koblingen' },
});
