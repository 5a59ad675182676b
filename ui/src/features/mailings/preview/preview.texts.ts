import type { Texts } from '../../../i18n';

export const previewTexts = {
  title: { en: 'The message as a recipient reads it', nb: 'Meldingen slik en mottaker leser den' },
  recipient: { en: 'As this recipient reads it', nb: 'Slik denne mottakeren leser den' },
  first: { en: 'First recipient', nb: 'Første mottaker' },
  nobody: { en: 'No recipients yet', nb: 'Ingen mottakere ennå' },
  view: { en: 'What is shown', nb: 'Hva som vises' },
  message: { en: 'Message', nb: 'Melding' },
  text: { en: 'Plain text', nb: 'Ren tekst' },
  source: { en: 'HTML', nb: 'HTML' },
  width: { en: 'Width', nb: 'Bredde' },
  desktop: { en: 'Screen', nb: 'Skjerm' },
  phone: { en: 'Phone', nb: 'Telefon' },
  images: { en: 'Pictures', nb: 'Bilder' },
  subject: { en: 'Subject', nb: 'Emne' },
  noText: { en: 'The message has no text.', nb: 'Meldingen har ingen tekst.' },
  size: { en: '{size, number} kB', nb: '{size, number} kB' },
  inert: {
    en: 'Links can’t be clicked here, so nothing happens for the recipient.',
    nb: 'Koblingene kan ikke klikkes her, så det skjer ingenting for mottakeren.',
  },
} satisfies Texts;
