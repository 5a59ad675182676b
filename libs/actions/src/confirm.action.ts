import { hinted } from '@linkflow/contracts';
import { z } from 'zod';
import { defineAction } from './define-action';

export const confirm = defineAction({
  kind: 'response',
  type: 'confirm',
  title: { en: 'Ask for confirmation', nb: 'Be om bekreftelse' },
  summary: {
    en: 'Shows a page with a button. Nothing is done until the recipient presses it, so mail scanners change nothing.',
    nb: 'Viser en side med en knapp. Ingenting skjer før mottakeren trykker på den, så e-postskannere endrer ingenting.',
  },
  icon: 'hand-stop',
  group: 'response',
  place: 3,
  ports: { fixed: [{ id: 'confirmed', label: { en: 'Confirmed', nb: 'Bekreftet' } }] },
  params: z.object({
    title: hinted(z.string().trim().min(1).max(200), {
      label: { en: 'Heading', nb: 'Overskrift' },
      widget: 'text',
      missing: { en: 'Write a heading', nb: 'Skriv en overskrift' },
    }),
    html: hinted(z.string().trim().max(50_000).default(''), {
      label: { en: 'Text', nb: 'Tekst' },
      widget: 'rich-text',
      help: {
        en: 'Say plainly what the button does.',
        nb: 'Si rett ut hva knappen gjør.',
      },
    }),
    button: hinted(z.string().trim().min(1).max(60), {
      label: { en: 'Button', nb: 'Knapp' },
      widget: 'text',
      missing: { en: 'Name the button', nb: 'Gi knappen en tekst' },
      placeholder: { en: 'Yes, sign me up', nb: 'Ja, meld meg på' },
    }),
  }),
  defaults: { html: '' },
  example: {
    title: 'One more step',
    html: '<p>Press the button to sign up for the seminar.</p>',
    button: 'Yes, sign me up',
  },
  sentence: {
    cases: [{ text: { en: '{heading}, with the button {button}', nb: '{heading}, med knappen {button}' } }],
    parts: {
      heading: [
        { when: { title: 'given' }, text: { en: '{title}', nb: '{title}' } },
        { text: { en: '(no heading yet)', nb: '(ingen overskrift ennå)' } },
      ],
    },
  },
});
