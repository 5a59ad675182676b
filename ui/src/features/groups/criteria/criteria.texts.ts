import type { Texts } from '../../../i18n';

/** Texts of the criteria of dynamic selections. */
export const criteriaTexts = {
  title: { en: 'Criteria', nb: 'Kriterier' },
  lead: {
    en: 'Everyone who meets them is in the selection. This is worked out again each time it is used.',
    nb: 'Alle som oppfyller dem, er med i utvalget. Det regnes ut på nytt hver gang utvalget brukes.',
  },
  change: { en: 'Change the criteria', nb: 'Endre kriteriene' },
  save: { en: 'Save criteria', nb: 'Lagre kriteriene' },
  saved: { en: 'The criteria are saved', nb: 'Kriteriene er lagret' },
  undo: { en: 'Undo changes', nb: 'Angre endringene' },
  incomplete: {
    en: 'Complete the criteria to see who meets them.',
    nb: 'Fyll ut kriteriene for å se hvem som oppfyller dem.',
  },
  noCriteria: {
    en: 'There are no criteria, so nobody is in it.',
    nb: 'Det er ingen kriterier, så ingen er med.',
  },
  count: {
    en: '{count, plural, one {# contact meets them now} other {# contacts meet them now}}',
    nb: '{count, plural, one {# person oppfyller dem nå} other {# personer oppfyller dem nå}}',
  },
  atLeast: {
    en: 'At least {count, number} contacts meet them now',
    nb: 'Minst {count, number} personer oppfyller dem nå',
  },
  nobody: { en: 'Nobody meets them now', nb: 'Ingen oppfyller dem nå' },
  more: { en: '{count, plural, one {and # more} other {and # more}}', nb: 'og {count, number} til' },
  evenMore: { en: 'and more', nb: 'og flere' },
  matches: { en: 'Who meets them', nb: 'Hvem som oppfyller dem' },
} satisfies Texts;
