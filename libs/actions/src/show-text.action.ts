import { hinted } from '@linkflow/contracts';
import { z } from 'zod';
import { defineAction } from './define-action';

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
    }),
  }),
  defaults: {},
  example: { html: '<p>Thank you, {{contact.firstName|there}}. We will keep you posted.</p>' },
  sentence: { en: '{html}', nb: '{html}' },
});
