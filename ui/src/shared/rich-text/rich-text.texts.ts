import type { Texts } from '../../i18n/texts';

export const richTextTexts = {
  toolbar: { en: 'Formatting', nb: 'Formatering' },
  bold: { en: 'Bold', nb: 'Fet' },
  italic: { en: 'Italic', nb: 'Kursiv' },
  underline: { en: 'Underline', nb: 'Understreket' },
  h1: { en: 'Heading', nb: 'Overskrift' },
  h2: { en: 'Smaller heading', nb: 'Mindre overskrift' },
  bullets: { en: 'List', nb: 'Liste' },
  numbers: { en: 'Numbered list', nb: 'Nummerert liste' },
  quote: { en: 'Quote', nb: 'Sitat' },
  link: { en: 'Link', nb: 'Kobling' },
  unlink: { en: 'Remove link', nb: 'Fjern kobling' },
  redo: { en: 'Redo', nb: 'Gjør om' },
  address: { en: 'Web address', nb: 'Nettadresse' },
  apply: { en: 'Use', nb: 'Bruk' },
  selectFirst: {
    en: 'First select the words for the link.',
    nb: 'Merk først ordene som skal være kobling.',
  },
  tracked: {
    en: 'This is a tracked link. Change where it leads under Links.',
    nb: 'Dette er en sporet kobling. Endre hvor den fører, under Koblinger.',
  },
} satisfies Texts;
