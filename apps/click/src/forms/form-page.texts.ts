import type { Text } from '@linkflow/contracts';

/** The texts of the pages of `/f/` that are not those of the form. */
export const TEXTS = {
  send: { en: 'Send', nb: 'Send' },
  optional: { en: 'optional', nb: 'valgfritt' },
  choose: { en: 'Choose', nb: 'Velg' },
  leaveEmpty: { en: 'Leave this field empty', nb: 'La dette feltet stå tomt' },
  wrong: {
    en: '{count, plural, one {One answer needs to be changed} other {# answers need to be changed}}',
    nb: '{count, plural, one {Ett svar må rettes} other {# svar må rettes}}',
  },
  again: {
    en: 'Your answers were not sent yet. Look through them and press the button once more.',
    nb: 'Svarene dine er ikke sendt ennå. Se over dem, og trykk på knappen en gang til.',
  },
  challengeTitle: { en: 'Are you a person?', nb: 'Er du et menneske?' },
  challenge: {
    en: 'We could not check that a person fills in this form. Wait until the check is done, and press the button once more.',
    nb: 'Vi kunne ikke sjekke at det er et menneske som fyller ut skjemaet. Vent til sjekken er ferdig, og trykk på knappen en gang til.',
  },
  noScript: {
    en: 'This form uses JavaScript to check that it is not filled in by a program. Turn it on in your browser, and load the page again.',
    nb: 'Skjemaet bruker JavaScript for å sjekke at det ikke er et program som fyller det ut. Slå det på i nettleseren, og last siden på nytt.',
  },
  tooMany: {
    en: 'Many answers come from your network right now. Wait a few minutes and press the button again.',
    nb: 'Det kommer mange svar fra nettverket ditt akkurat nå. Vent noen minutter, og trykk på knappen igjen.',
  },
  away: {
    en: 'We could not store your answers right now. They are still here: press the button again in a moment.',
    nb: 'Vi kunne ikke lagre svarene dine akkurat nå. De står her fortsatt: Trykk på knappen igjen om et øyeblikk.',
  },
  thanksTitle: { en: 'Thank you', nb: 'Takk' },
  thanks: { en: 'We have received your answer.', nb: 'Vi har fått svaret ditt.' },
  checkMailTitle: { en: 'One more step', nb: 'Ett steg igjen' },
  checkMail: {
    en: 'We have sent a mail to {address}. Press the button in it to confirm. If it does not arrive within a few minutes, look in the spam folder.',
    nb: 'Vi har sendt en e-post til {address}. Trykk på knappen i den for å bekrefte. Kommer den ikke i løpet av noen minutter, se i søppelposten.',
  },
  confirmTitle: { en: 'Confirm that it was you', nb: 'Bekreft at det var deg' },
  confirm: {
    en: 'You have filled in “{title}”. Press the button to confirm.',
    nb: 'Du har fylt ut «{title}». Trykk på knappen for å bekrefte.',
  },
  confirmButton: { en: 'Yes, that was me', nb: 'Ja, det var meg' },
  closedTitle: { en: 'This form is closed', nb: 'Skjemaet er stengt' },
  closed: { en: 'It takes no more answers.', nb: 'Det tar ikke imot flere svar.' },
  privacy: { en: 'How we use information about you', nb: 'Slik bruker vi opplysninger om deg' },
} satisfies Record<string, Text>;
