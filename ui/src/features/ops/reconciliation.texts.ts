import type { Texts } from '../../i18n/texts';

export const reconciliationTexts = {
  lead: {
    en: 'Compares what was accepted, stored, run and counted. The report changes nothing.',
    nb: 'Sammenligner det som er besvart, lagret, kjørt og talt. Rapporten endrer ingenting.',
  },
  days: {
    en: '{count, plural, one {The last day} other {The last # days}}',
    nb: '{count, plural, one {Siste døgn} other {Siste # dager}}',
  },
  period: { en: 'Period', nb: 'Periode' },
  start: { en: 'Make a report', nb: 'Lag rapport' },
  none: { en: 'No report yet', nb: 'Ingen rapport ennå' },
  noneText: {
    en: 'Make one when something was wrong with MongoDB, Redis or a machine, or after a restore.',
    nb: 'Lag en når noe har vært galt med MongoDB, Redis eller en maskin, eller når data er hentet tilbake.',
  },
  state: {
    running: { en: 'Comparing …', nb: 'Sammenligner …' },
    failed: {
      en: 'The report failed. The log of the api says why; make it again when that is fixed.',
      nb: 'Rapporten stoppet på grunn av en feil. Loggen til api-et sier hvorfor. Lag den på nytt når feilen er rettet.',
    },
    interrupted: {
      en: 'The report was interrupted, because its process ended. Make it again.',
      nb: 'Rapporten ble avbrutt fordi prosessen stoppet. Lag den på nytt.',
    },
    same: { en: 'Everything agrees.', nb: 'Alt stemmer.' },
    differs: {
      en: '{count, plural, one {# difference} other {# differences}}',
      nb: '{count, plural, one {# avvik} other {# avvik}}',
    },
  },
  about: { en: '{from} to {to}, made by {name}', nb: '{from} til {to}, laget av {name}' },
  what: { en: 'What is compared', nb: 'Hva som sammenlignes' },
  checked: { en: 'Compared', nb: 'Sammenlignet' },
  differences: { en: 'Differences', nb: 'Avvik' },
  agrees: { en: 'None', nb: 'Ingen' },
  click: { en: 'Click {id}', nb: 'Klikk {id}' },
  run: { en: 'Run {id}', nb: 'Kjøring {id}' },
  step: { en: 'step {name}', nb: 'steg {name}' },
  numbers: { en: 'expected {expected}, found {found}', nb: 'ventet {expected}, fant {found}' },
  more: { en: 'and {count} more', nb: 'og {count} til' },
} satisfies Texts;
