import type { Texts } from '../../i18n/texts';

/** Names of the groups of facts. */
export const factGroupTexts = {
  contact: { en: 'Contact', nb: 'Person' },
  company: { en: 'Company', nb: 'Firma' },
  click: { en: 'Click', nb: 'Klikk' },
  link: { en: 'Link', nb: 'Kobling' },
  form: { en: 'Form', nb: 'Skjema' },
  mailing: { en: 'Mailing', nb: 'Utsendelse' },
  now: { en: 'Now', nb: 'Nå' },
  steps: { en: 'Earlier steps', nb: 'Tidligere steg' },
} satisfies Texts;

/** Texts of merge fields in texts. */
export const mergeTexts = {
  groups: factGroupTexts,
  insert: { en: 'Insert merge field', nb: 'Sett inn flettefelt' },
  short: { en: 'Merge field', nb: 'Flettefelt' },
  insertIn: { en: 'Insert merge field in “{label}”', nb: 'Sett inn flettefelt i «{label}»' },
  menu: { en: 'Merge fields', nb: 'Flettefelter' },
  none: { en: 'No merge field found.', nb: 'Ingen flettefelter funnet.' },
  loading: { en: 'Loading …', nb: 'Henter …' },
  fallback: { en: 'or “{fallback}”', nb: 'ellers «{fallback}»' },
  unknown: { en: 'Unknown field: {name}', nb: 'Ukjent felt: {name}' },
  malformed: { en: 'Not a merge field: {text}', nb: 'Ikke et flettefelt: {text}' },
  edit: {
    title: { en: 'Merge field', nb: 'Flettefelt' },
    field: { en: 'Field', nb: 'Felt' },
    choose: { en: 'Choose a field', nb: 'Velg et felt' },
    fallback: { en: 'Text if it is empty', nb: 'Tekst hvis det er tomt' },
    fallbackHint: { en: 'Otherwise nothing is written', nb: 'Ellers skrives ingenting' },
    remove: { en: 'Remove', nb: 'Fjern' },
    done: { en: 'Done', nb: 'Ferdig' },
  },
  selected: {
    en: 'Merge field {name}. Press Enter to change it, Backspace to remove it.',
    nb: 'Flettefelt {name}. Trykk Enter for å endre det, Tilbake for å fjerne det.',
  },
  matches: {
    en: '{count, plural, one {# merge field} other {# merge fields}}',
    nb: '{count, plural, one {# flettefelt} other {# flettefelter}}',
  },
} satisfies Texts;
