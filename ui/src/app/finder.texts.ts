import type { Texts } from '../i18n/texts';

export const finderTexts = {
  finder: {
    placeholder: {
      en: 'Find a link, contact, mailing or page',
      nb: 'Finn en kobling, person, utsendelse eller side',
    },
    nothing: { en: 'Nothing found for “{q}”', nb: 'Ingen treff på «{q}»' },
    go: { en: 'Go to', nb: 'Gå til' },
    do: { en: 'Do', nb: 'Gjør' },
    newLink: { en: 'New tracked link', nb: 'Ny sporet kobling' },
    newMailing: { en: 'New mailing', nb: 'Ny utsendelse' },
    newContact: { en: 'New contact', nb: 'Ny person' },
    failed: { en: 'Runs that need attention', nb: 'Kjøringer som må sjekkes' },
    dark: { en: 'Dark appearance', nb: 'Mørkt utseende' },
    light: { en: 'Light appearance', nb: 'Lyst utseende' },
    error: {
      en: 'The search gave no answer. Try again in a moment.',
      nb: 'Søket ga ikke svar. Prøv igjen om et øyeblikk.',
    },
  },
} satisfies Texts;
