export const outboxTexts = {
  title: { en: 'Outbox', nb: 'Utboks' },
  search: { en: 'Search address or subject', nb: 'Søk i adresse eller emne' },
  subject: { en: 'Subject', nb: 'Emne' },
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
  open: { en: 'Open as recipient', nb: 'Åpne som mottaker' },
  name: { en: 'Name', nb: 'Navn' },
  value: { en: 'Value', nb: 'Verdi' },
} as const;
