import type { Texts } from '../../../i18n';

/** Texts of the check before the sending. */
export const checkTexts = {
  unsaved: {
    en: 'What you see here is about the saved message, which lacks your latest changes.',
    nb: 'Det du ser her, gjelder den lagrede meldingen, uten de siste endringene dine.',
  },
  change: { en: 'Change', nb: 'Endre' },
  failed: { en: 'The mailing could not be checked', nb: 'Utsendelsen kunne ikke sjekkes' },
  findings: {
    title: { en: 'Check', nb: 'Sjekk' },
    errors: {
      en: '{count, plural, one {# error must be fixed} other {# errors must be fixed}}',
      nb: '{count, number} feil må rettes',
    },
    warnings: {
      en: '{count, plural, one {# warning} other {# warnings}}',
      nb: '{count, plural, one {# advarsel} other {# advarsler}}',
    },
    none: { en: 'Nothing is wrong', nb: 'Alt er i orden' },
    error: { en: 'Error', nb: 'Feil' },
    warning: { en: 'Warning', nb: 'Advarsel' },
    jump: { en: 'Go there', nb: 'Gå dit' },
    openLink: { en: 'Open the link', nb: 'Åpne koblingen' },
    right: { en: 'In order: {list}', nb: 'I orden: {list}' },
    sound: {
      subject: { en: 'subject', nb: 'emne' },
      sender: { en: 'sender', nb: 'avsender' },
      recipients: { en: 'recipients', nb: 'mottakere' },
      links: {
        en: '{count, plural, one {# tracked link} other {# tracked links}}',
        nb: '{count, plural, one {# sporet kobling} other {# sporede koblinger}}',
      },
      unsubscribe: { en: 'unsubscribing', nb: 'avmelding' },
      text: { en: 'text', nb: 'tekst' },
      weight: { en: '{size, number} of 102 kB', nb: 'størrelse ({size, number} av 102 kB)' },
    },
  },
  sender: {
    title: { en: 'Sender', nb: 'Avsender' },
    none: { en: 'Nobody yet', nb: 'Ingen ennå' },
    replyTo: { en: 'Answers go to {address}', nb: 'Svar går til {address}' },
    lookingUp: { en: 'Looking up the domain', nb: 'Slår opp domenet' },
    noAnswer: { en: 'The look-up failed', nb: 'Oppslaget mislyktes' },
    states: {
      ok: { en: 'in order', nb: 'i orden' },
      missing: { en: 'missing', nb: 'mangler' },
      wrong: { en: 'wrong', nb: 'feil' },
      'no-answer': { en: 'no answer', nb: 'fikk ikke svar' },
      'not-needed': { en: 'not needed', nb: 'trengs ikke' },
    },
    dialog: { en: 'Sender of the mailing', nb: 'Avsender for utsendelsen' },
    name: { en: 'Name', nb: 'Navn' },
    nameHint: { en: 'Shown in the inbox', nb: 'Vises i innboksen' },
    address: { en: 'E-mail address', nb: 'E-postadresse' },
    standard: { en: 'Empty: {address}', nb: 'Tomt: {address}' },
    domains: { en: 'Allowed domains: {domains}', nb: 'Tillatte domener: {domains}' },
    addressHint: { en: 'Recipients see it', nb: 'Mottakerne ser den' },
    replyName: { en: 'Name for answers', nb: 'Navn for svar' },
    replyAddress: { en: 'Address for answers', nb: 'Adresse for svar' },
    replyNameHint: { en: 'Shown to those who answer', nb: 'Vises for dem som svarer' },
    replyHint: { en: 'Empty: answers go to the sender', nb: 'Tomt: svar går til avsenderen' },
    addressMissing: { en: 'Write the address, too', nb: 'Skriv adressen også' },
  },
  clicks: {
    title: { en: 'What a click does', nb: 'Hva et klikk gjør' },
    links: {
      en: '{count, plural, one {# link} other {# links}}',
      nb: '{count, plural, one {# kobling} other {# koblinger}}',
    },
    conflicts: {
      en: '{count, plural, one {# conflict} other {# conflicts}}',
      nb: '{count, plural, one {# konflikt} other {# konflikter}}',
    },
    none: {
      en: 'No link is tracked, so clicks are neither counted nor do anything.',
      nb: 'Ingen kobling er sporet, så klikk blir verken talt eller gjør noe.',
    },
    toLinks: { en: 'Track links', nb: 'Spor koblinger' },
    nothing: { en: 'Opens the page. No actions.', nb: 'Åpner siden. Ingen handlinger.' },
    local: { en: 'Only in this mailing', nb: 'Bare i denne utsendelsen' },
    openLink: { en: 'Open the link', nb: 'Åpne koblingen' },
  },
  recipients: {
    title: { en: 'Recipients', nb: 'Mottakere' },
    inLists: { en: '{count, number} in the lists', nb: '{count, number} i listene' },
    get: { en: '{count, number} get it', nb: '{count, number} får den' },
    getNot: { en: '{count, number} don’t get it', nb: '{count, number} får den ikke' },
    type: { en: 'Type', nb: 'Type' },
    all: { en: 'See all', nb: 'Se alle' },
    add: { en: 'Add recipients', nb: 'Legg til mottakere' },
    none: { en: 'Nobody gets this mailing yet.', nb: 'Ingen får denne utsendelsen ennå.' },
    preparing: {
      en: 'The recipients are still being read or checked',
      nb: 'Mottakerne blir fortsatt lest inn eller sjekket',
    },
    bar: { en: 'Share of those who get it', nb: 'Andelen som får den' },
  },
  weight: {
    title: { en: 'Weight', nb: 'Størrelse' },
    text: {
      en: 'The HTML has {html, number} of the 102 kB that Gmail shows. The whole message has {message, number} kB.',
      nb: 'HTML-en er på {html, number} av de 102 kB som Gmail viser. Hele meldingen er på {message, number} kB.',
    },
  },
} as const satisfies Texts;
