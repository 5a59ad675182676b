import { addressProblem, hinted, mendAddress } from '@linkflow/contracts';
import { z } from 'zod';
import { defineAction } from './define-action';

export const redirect = defineAction({
  kind: 'response',
  type: 'redirect',
  title: { en: 'Redirect', nb: 'Omdiriger' },
  summary: {
    en: 'Sends the recipient on to a web page.',
    nb: 'Sender mottakeren videre til en nettside.',
  },
  icon: 'arrow-right',
  group: 'response',
  place: 1,
  ports: { fixed: [] },
  params: z.object({
    url: hinted(
      z
        .string()
        .trim()
        .max(4000)
        .refine((url) => url === '' || addressProblem(mendAddress(url)) === null, {
          error: 'An address starts with https:// or http://',
          params: { code: 'url.scheme' },
        })
        .default(''),
      {
        label: { en: 'Web page', nb: 'Nettside' },
        widget: 'url',
        placeholder: { en: 'The link’s own address', nb: 'Koblingens egen adresse' },
        help: {
          en: 'Leave it empty to use the link’s own address.',
          nb: 'La feltet stå tomt for å bruke koblingens egen adresse.',
        },
      },
    ),
  }),
  defaults: { url: '' },
  example: { url: 'https://www.example.com/news' },
  sentence: {
    cases: [
      { when: { url: 'given' }, text: { en: 'To {url}', nb: 'Til {url}' } },
      { text: { en: 'To the link’s own address', nb: 'Til koblingens egen adresse' } },
    ],
  },
});
