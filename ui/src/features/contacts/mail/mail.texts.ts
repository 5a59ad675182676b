import type { Texts } from '../../../i18n/texts';

/** Texts of the part "E-mail" of a contact's card. */
export const mailTexts = {
  title: { en: 'Mail', nb: 'E-post' },
  noAddress: {
    en: 'No e-mail address, so no mailings.',
    nb: 'Mangler e-postadresse og får ingen utsendelser.',
  },
  address: {
    works: { en: 'The address works', nb: 'Adressen virker' },
    softBounces: {
      en: 'The address works. {count} of {max} temporary failures in a row',
      nb: 'Adressen virker. {count} av {max} midlertidige feil på rad',
    },
    tooManySoftBounces: {
      en: 'Not used any more: {count} temporary failures in a row',
      nb: 'Brukes ikke lenger: {count} midlertidige feil på rad',
    },
    bounced: { en: 'The address does not work', nb: 'Adressen virker ikke' },
    server: { en: 'The mail server: {answer}', nb: 'E-postserveren: {answer}' },
  },
  former: {
    en: 'Has left the company and gets no mailings',
    nb: 'Har sluttet i firmaet og får ingen utsendelser',
  },
  all: {
    gets: { en: 'May get mailings', nb: 'Kan få utsendelser' },
    unsubscribed: { en: 'Has unsubscribed from everything', nb: 'Har meldt seg av alt' },
  },
  type: {
    gets: { en: 'Gets it', nb: 'Får den' },
    unsubscribed: { en: 'Has unsubscribed', nb: 'Har meldt seg av' },
    noConsent: { en: 'Has not consented', nb: 'Har ikke samtykket' },
    blocked: { en: 'Does not get it', nb: 'Får den ikke' },
    retired: { en: 'out of use', nb: 'ute av bruk' },
    consented: { en: 'Consent: {text}', nb: 'Samtykke: {text}' },
  },
  actions: {
    of: { en: 'Change mailings', nb: 'Endre utsendelser' },
    unsubscribe: { en: 'Unsubscribe', nb: 'Meld av' },
    unsubscribeAll: { en: 'Unsubscribe from everything', nb: 'Meld av alt' },
    resubscribe: { en: 'Subscribe again', nb: 'Meld på igjen' },
    giveConsent: { en: 'Record consent', nb: 'Registrer samtykke' },
    withdrawConsent: { en: 'Withdraw consent', nb: 'Trekk samtykket' },
    clearBounce: { en: 'Use the address again', nb: 'Bruk adressen igjen' },
  },
  asks: {
    unsubscribe: { en: 'Unsubscribe from “{name}”', nb: 'Meld av «{name}»' },
    unsubscribeAll: { en: 'Unsubscribe from everything', nb: 'Meld av alt' },
    resubscribe: { en: 'Subscribe to “{name}” again', nb: 'Meld på «{name}» igjen' },
    resubscribeAll: { en: 'Allow mailings again', nb: 'Meld på utsendelser igjen' },
    giveConsent: { en: 'Record consent to “{name}”', nb: 'Registrer samtykke til «{name}»' },
    withdrawConsent: { en: 'Withdraw the consent to “{name}”', nb: 'Trekk samtykket til «{name}»' },
    clearBounce: { en: 'Use the address again', nb: 'Bruk adressen igjen' },
  },
  reason: { en: 'Why?', nb: 'Hvorfor?' },
  reasonHint: {
    en: 'Kept with your name in the history of the card',
    nb: 'Lagres med navnet ditt i historikken på kortet',
  },
  reasonMissing: { en: 'Write a reason', nb: 'Skriv hvorfor' },
  consent: {
    from: { en: 'Where does it come from?', nb: 'Hvor kommer det fra?' },
    at: { en: 'When was it given?', nb: 'Når ble det gitt?' },
    text: { en: 'What did the person consent to, and how?', nb: 'Hva samtykket personen til, og hvordan?' },
    textHint: {
      en: 'Kept as proof, for example the words of the form',
      nb: 'Lagres som bevis, for eksempel teksten i skjemaet',
    },
    textMissing: { en: 'Write what the person consented to', nb: 'Skriv hva personen samtykket til' },
  },
} satisfies Texts;
