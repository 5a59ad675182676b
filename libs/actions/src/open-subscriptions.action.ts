import { hinted } from '@linkflow/contracts';
import { z } from 'zod';
import { defineAction } from './define-action';

export const openSubscriptions = defineAction({
  kind: 'response',
  type: 'open-subscriptions',
  title: { en: 'Open unsubscribe page', nb: 'Åpne avmeldingssiden' },
  summary: {
    en: 'Opens the recipient’s own page for unsubscribing. People who press its button get no more mailings of that type.',
    nb: 'Åpner mottakerens egen side for avmelding. Den som trykker på knappen der, får ikke flere slike utsendelser.',
  },
  icon: 'mail-off',
  group: 'response',
  place: 5,
  ports: { fixed: [] },
  params: z.object({
    page: hinted(z.enum(['unsubscribe', 'subscriptions']).default('unsubscribe'), {
      label: { en: 'Page', nb: 'Side' },
      widget: 'choice',
      options: [
        { value: 'unsubscribe', label: { en: 'Unsubscribe', nb: 'Meld deg av' } },
        { value: 'subscriptions', label: { en: 'Choose what to get', nb: 'Velg hva du får' } },
      ],
      help: {
        en: 'Unsubscribing is about the type of the mailing in which the link was clicked, or about everything if it has none.',
        nb: 'Avmeldingen gjelder typen til utsendelsen med koblingen, eller alt hvis den ikke har noen type.',
      },
    }),
  }),
  defaults: { page: 'unsubscribe' },
  example: { page: 'unsubscribe' },
  sentence: {
    cases: [
      {
        when: { page: ['subscriptions'] },
        text: { en: 'Open the page for choosing mailings', nb: 'Åpne siden for valg av utsendelser' },
      },
      { text: { en: 'Open the page for unsubscribing', nb: 'Åpne siden for avmelding' } },
    ],
  },
});
