import { FORM_SUBMITTED, THEN_PORT } from '@linkflow/contracts';
import { z } from 'zod';
import { defineAction } from './define-action';

export const formSubmitted = defineAction({
  kind: 'trigger',
  type: FORM_SUBMITTED,
  title: { en: 'Form submitted', nb: 'Skjema sendt inn' },
  summary: {
    en: 'Starts when somebody has submitted the form, and has confirmed it where the form asks for that.',
    nb: 'Starter når noen har sendt inn skjemaet, og har bekreftet det der skjemaet ber om det.',
  },
  icon: 'forms',
  group: 'trigger',
  ports: { fixed: [{ id: THEN_PORT, label: { en: 'Then', nb: 'Deretter' } }] },
  params: z.object({}),
  defaults: {},
  example: {},
  sentence: { en: 'When somebody submits the form', nb: 'Når noen sender inn skjemaet' },
});
