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
    en: 'Select the words that shall be the link first.',
    nb: 'Merk ordene som skal være kobling først.',
  },
  tracked: {
    en: 'This is a tracked link. Change what it leads to under Links.',
    nb: 'Dette er en sporet kobling. Endre hva den fører til under Koblinger.',
  },
} satisfies Texts;
