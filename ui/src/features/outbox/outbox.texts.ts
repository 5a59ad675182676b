import type { Texts } from '../../i18n';

export const outboxTexts = {
  title: { en: 'Outbox', nb: 'Utboks' },
  search: { en: 'Search address or subject', nb: 'Søk i adresse eller emne' },
  subject: { en: 'Subject', nb: 'Emne' },
  from: { en: 'From', nb: 'Fra' },
  to: { en: 'To', nb: 'Til' },
  at: { en: 'Written', nb: 'Skrevet' },
  empty: { en: 'No messages', nb: 'Ingen meldinger' },
  emptyText: {
    en: 'Without a mail server, messages are kept here instead of being sent.',
    nb: 'Uten e-postserver havner meldinger her i stedet for å bli sendt.',
  },
  html: { en: 'Message', nb: 'Melding' },
  text: { en: 'Plain text', nb: 'Ren tekst' },
  headers: { en: 'Headers', nb: 'Meldingshoder' },
  source: { en: 'Source', nb: 'Kilde' },
  message: { en: 'Message in the outbox', nb: 'Melding i utboksen' },
  links: {
    en: 'Links open in a new tab. What you do there counts as done by {to}.',
    nb: 'Lenker åpnes i en ny fane. Det du gjør der, teller som gjort av {to}.',
  },
  linksOfTest: {
    en: 'Links open in a new tab. It is a test: clicks are not counted and nothing is done.',
    nb: 'Lenker åpnes i en ny fane. Dette er en test: Klikk telles ikke, og ingenting blir gjort.',
  },
  gone: { en: 'The message is not in the outbox any more.', nb: 'Meldingen er ikke i utboksen lenger.' },
  mailing: { en: 'Mailing', nb: 'Utsendelse' },
  anyMailing: { en: 'Any mailing', nb: 'Alle utsendelser' },
  showAll: { en: 'Show all messages', nb: 'Vis alle meldinger' },
  test: { en: 'Test', nb: 'Test' },
  value: { en: 'Value', nb: 'Verdi' },
} as const satisfies Texts;
