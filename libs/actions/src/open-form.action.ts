import { FormBlockName, hinted } from '@linkflow/contracts';
import { z } from 'zod';
import { defineAction, refTo } from './define-action';

export const openForm = defineAction({
  kind: 'response',
  type: 'open-form',
  title: { en: 'Open form', nb: 'Åpne skjema' },
  summary: {
    en: 'Sends the recipient to one of your forms, with the answers filled in that you choose.',
    nb: 'Sender mottakeren til et av skjemaene dine, med de svarene du velger fylt ut på forhånd.',
  },
  icon: 'forms',
  group: 'response',
  place: 4,
  ports: { fixed: [] },
  params: z.object({
    formId: refTo('form', {
      label: { en: 'Form', nb: 'Skjema' },
      missing: { en: 'Choose a form', nb: 'Velg et skjema' },
    }),
    prefill: hinted(z.array(FormBlockName).max(100).default([]), {
      label: { en: 'Filled in from the contact card', nb: 'Fylles ut fra personkortet' },
      widget: 'form-fields',
      follows: 'formId',
      help: {
        en: 'Anyone who gets the mail forwarded sees these answers. Choose only what the recipient needs.',
        nb: 'Den som får e-posten videresendt, ser disse svarene. Velg bare det mottakeren trenger.',
      },
    }),
  }),
  defaults: { prefill: [] },
  example: { formId: '66b0000000000000000000f1', prefill: ['email'] },
  sentence: { en: 'Open the form {formId}', nb: 'Åpne skjemaet {formId}' },
});
