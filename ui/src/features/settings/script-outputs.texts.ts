import type { Texts } from '../../i18n/texts';

export const scriptOutputsTexts = {
  title: { en: 'Outputs', nb: 'Utdata' },
  lead: {
    en: 'What later steps can use: in conditions, and in texts.',
    nb: 'Det senere steg kan bruke: i betingelser og i tekster.',
  },
  none: {
    en: 'None yet. Run the script to find them.',
    nb: 'Ingen ennå. Kjør skriptet for å finne dem.',
  },
  name: { en: 'Name', nb: 'Navn' },
  type: { en: 'Type', nb: 'Type' },
  types: {
    text: { en: 'Text', nb: 'Tekst' },
    number: { en: 'Number', nb: 'Tall' },
    boolean: { en: 'Yes or no', nb: 'Ja eller nei' },
    date: { en: 'Date', nb: 'Dato' },
    list: { en: 'List', nb: 'Liste' },
  },
  add: { en: 'Add an output', nb: 'Legg til utdata' },
  remove: { en: 'Remove {name}', nb: 'Fjern {name}' },
  run: { en: 'Test run', nb: 'Prøvekjør' },
  ran: {
    en: 'Test run with an imagined first click',
    nb: 'Prøvekjørt med et tenkt første klikk',
  },
  nothing: {
    en: 'The script returned nothing and set no variables.',
    nb: 'Skriptet returnerte ingenting og satte ingen variabler.',
  },
  empty: { en: 'empty', nb: 'tom' },
  log: { en: 'Log', nb: 'Logg' },
  adopt: {
    en: '{count, plural, one {Add # output} other {Add # outputs}}',
    nb: '{count, plural, one {Legg til # utdata} other {Legg til # utdata}}',
  },
} satisfies Texts;
