import type { Texts } from '../../../i18n/texts';

/** Texts of the submissions of a form. */
export const submissionTexts = {
  label: { en: 'Submissions of the form', nb: 'Innsendinger av skjemaet' },
  search: { en: 'Search by address', nb: 'Søk etter adresse' },
  empty: { en: 'No submissions yet', nb: 'Ingen innsendinger ennå' },
  emptyText: {
    en: 'What people answer is stored here first, whatever becomes of it afterwards.',
    nb: 'Det folk svarer, blir lagret her først, uansett hva som skjer med det etterpå.',
  },
  who: { en: 'From', nb: 'Fra' },
  nobody: { en: 'Unknown', nb: 'Ukjent' },
  status: { en: 'Status', nb: 'Status' },
  anyStatus: { en: 'Any status', nb: 'Alle statuser' },
  at: { en: 'Submitted', nb: 'Sendt inn' },
  export: { en: 'Export', nb: 'Eksporter' },
  statuses: {
    received: { en: 'Received', nb: 'Mottatt' },
    'awaiting-confirmation': { en: 'Awaiting confirmation', nb: 'Venter på bekreftelse' },
    held: { en: 'Needs a decision', nb: 'Må avgjøres' },
    processed: { en: 'Processed', nb: 'Behandlet' },
    duplicate: { en: 'Answered before', nb: 'Har svart før' },
    spam: { en: 'Spam', nb: 'Søppel' },
    rejected: { en: 'Rejected', nb: 'Avvist' },
    failed: { en: 'Failed', nb: 'Feilet' },
  },
  hints: {
    received: { en: 'It is being processed.', nb: 'Den blir behandlet.' },
    'awaiting-confirmation': {
      en: 'Nothing is done before the button in the mail was pressed.',
      nb: 'Ingenting skjer før knappen i e-posten er trykket.',
    },
    held: { en: 'Decide whose it is.', nb: 'Avgjør hvem den gjelder.' },
    processed: {
      en: 'The contact is up to date, and the workflow was started.',
      nb: 'Personen er oppdatert, og arbeidsflyten er startet.',
    },
    duplicate: {
      en: 'The form takes one answer per address.',
      nb: 'Skjemaet tar imot ett svar per adresse.',
    },
    spam: {
      en: 'Nothing was done with it. Process it if a person sent it.',
      nb: 'Ingenting er gjort med den. Behandle den hvis en person har sendt den.',
    },
    rejected: { en: 'A colleague decided against it.', nb: 'En kollega har avvist den.' },
    failed: { en: 'It could not be processed.', nb: 'Den kunne ikke behandles.' },
  },
  spam: {
    honeypot: {
      en: 'A field that people cannot see was filled in',
      nb: 'Et felt som folk ikke ser, var fylt ut',
    },
    'no-button': { en: 'The button was not pressed', nb: 'Knappen ble ikke trykket' },
  },
  withoutRun: {
    en: 'The contact is up to date. No workflow was started.',
    nb: 'Personen er oppdatert. Ingen arbeidsflyt er startet.',
  },
  unchecked: {
    en: 'The captcha could not be checked, because its service did not answer. Process it if a person sent it.',
    nb: 'Captchaen kunne ikke sjekkes, fordi tjenesten ikke svarte. Behandle den hvis en person har sendt den.',
  },
  detail: {
    title: { en: 'Submission', nb: 'Innsending' },
    answers: { en: 'Answers', nb: 'Svar' },
    consents: { en: 'Consents', nb: 'Samtykker' },
    given: { en: 'Given', nb: 'Gitt' },
    notGiven: { en: 'Not given', nb: 'Ikke gitt' },
    confirmation: { en: 'Confirmation', nb: 'Bekreftelse' },
    origin: { en: 'Where it came from', nb: 'Hvor den kom fra' },
    mailing: { en: 'Mailing', nb: 'Utsendelse' },
    link: { en: 'Tracked link', nb: 'Sporet kobling' },
    site: { en: 'Website', nb: 'Nettsted' },
    version: { en: 'Version of the form', nb: 'Versjon av skjemaet' },
    contact: { en: 'Contact', nb: 'Person' },
    run: { en: 'Open the run', nb: 'Åpne kjøringen' },
    mailSent: { en: 'The mail was sent', nb: 'E-posten er sendt' },
    mailProblem: { en: 'The mail was not sent: {problem}', nb: 'E-posten ble ikke sendt: {problem}' },
    confirmed: { en: 'Confirmed', nb: 'Bekreftet' },
    close: { en: 'Close', nb: 'Lukk' },
  },
  decide: {
    who: { en: 'It belongs to', nb: 'Den gjelder' },
    contact: { en: 'An existing contact', nb: 'En person som finnes' },
    apply: { en: 'Use this contact', nb: 'Bruk denne personen' },
    new: { en: 'Make a new contact', nb: 'Lag en ny person' },
    reject: { en: 'Reject', nb: 'Avvis' },
    done: { en: 'Decided', nb: 'Avgjort' },
  },
  retry: { en: 'Process it', nb: 'Behandle den' },
  retried: { en: 'It is being processed', nb: 'Den blir behandlet' },
  remove: {
    action: { en: 'Delete', nb: 'Slett' },
    title: { en: 'Delete the submission?', nb: 'Vil du slette innsendingen?' },
    text: {
      en: 'What the person has answered is deleted. The contact and the run stay.',
      nb: 'Det personen har svart, blir slettet. Personen og kjøringen blir stående.',
    },
    done: { en: 'The submission was deleted', nb: 'Innsendingen er slettet' },
  },
} satisfies Texts;
