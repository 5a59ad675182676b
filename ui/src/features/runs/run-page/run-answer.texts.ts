import type { Texts } from '../../../i18n/texts';

export const runAnswerTexts = {
  redirect: { en: 'Answer: sent on to {url}', nb: 'Svar: sendt videre til {url}' },
  text: { en: 'Answer: a text', nb: 'Svar: en tekst' },
  form: { en: 'Got a form', nb: 'Fikk et skjema' },
  subscriptions: { en: 'Got the unsubscribe page', nb: 'Fikk avmeldingssiden' },
  confirm: { en: 'Answer: a page with a button', nb: 'Svar: en side med en knapp' },
  missed: {
    en: 'Not read in time, so the answer used what is chosen for missing values: {facts}',
    nb: 'Ble ikke hentet i tide. Svaret brukte derfor det som er valgt for verdier som mangler: {facts}',
  },
  missedAnalytics: {
    en: 'Nothing was added for Google Analytics, because the mailing was not read in time.',
    nb: 'Ingenting ble lagt til for Google Analytics, fordi utsendelsen ikke ble hentet i tide.',
  },
  script: {
    timeout: {
      en: 'The script took too long, so its address was not used.',
      nb: 'Skriptet brukte for lang tid, så adressen derfra ble ikke brukt.',
    },
    failed: {
      en: 'The script failed, so its address was not used.',
      nb: 'Skriptet feilet, så adressen derfra ble ikke brukt.',
    },
    suspended: {
      en: 'The script was not run, because it took too long several times in a row.',
      nb: 'Skriptet ble ikke kjørt, fordi det brukte for lang tid flere ganger på rad.',
    },
    'no-address': {
      en: 'The script gave no usable address.',
      nb: 'Skriptet ga ingen adresse som kan brukes.',
    },
    params: {
      en: 'The script needs other values now than this link gives it, so its address was not used.',
      nb: 'Skriptet trenger nå andre verdier enn koblingen gir det, så adressen derfra ble ikke brukt.',
    },
    missing: { en: 'The script does not exist any more.', nb: 'Skriptet finnes ikke lenger.' },
  },
} satisfies Texts;
