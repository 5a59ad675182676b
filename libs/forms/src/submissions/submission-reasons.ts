import { defineReasons } from '@linkflow/contracts';

/** Why submissions were not processed. */
export const SUBMISSION_REASONS = defineReasons({
  'submission.bad-answers': {
    en: 'Some answers do not fit the version of the form that they are for',
    nb: 'Noen svar passer ikke til den versjonen av skjemaet de gjelder',
  },
  'submission.no-version': {
    en: 'The version of the form does not exist',
    nb: 'Versjonen av skjemaet finnes ikke',
  },
  'submission.contact-missing': {
    en: 'The contact was deleted in the meantime',
    nb: 'Personen er slettet i mellomtiden',
  },
  'submission.unexpected': {
    en: 'It could not be processed. Try again, and look in the log if it fails again',
    nb: 'Den kunne ikke behandles. Prøv igjen, og se i loggen hvis det feiler igjen',
  },
});
