import { hinted } from '@linkflow/contracts';
import { z } from 'zod';
import { defineAction } from './define-action';
import { excerpt } from './sentence';

export const showText = defineAction({
  kind: 'response',
  type: 'show-text',
  title: { en: 'Show text', nb: 'Vis tekst' },
  summary: {
    en: 'Shows the recipient a page with a text of yours.',
    nb: 'Viser mottakeren en side med en tekst du skriver.',
  },
  icon: 'file-text',
  group: 'response',
  place: 2,
  ports: { fixed: [] },
  params: z.object({
    html: hinted(z.string().trim().min(1).max(50_000), {
      label: { en: 'Text', nb: 'Tekst' },
      widget: 'rich-text',
      missing: { en: 'Write the text', nb: 'Skriv teksten' },
      help: {
        en: 'You can use merge fields, such as {{contact.firstName}}.',
        nb: 'Du kan bruke flettefelt, for eksempel {{contact.firstName}}.',
      },
    }),
  }),
  defaults: {},
  example: { html: '<p>Thank you, {{contact.firstName|there}}. We will keep you posted.</p>' },
  describe: ({ html }, names) => excerpt(html, { en: '(no text yet)', nb: '(ingen tekst ennå)' }, names),
});
