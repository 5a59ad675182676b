import type { Texts } from '../../i18n/texts';

export const linkUsesTexts = {
  none: { en: 'Used in no mailing.', nb: 'Ikke brukt i noen utsendelse.' },
  used: {
    en: '{total, plural, one {{sent, plural, =0 {Used in 1 mailing, which is not sent.} other {Used in 1 mailing, which is sent.}}} other {Used in # mailings{sent, plural, =0 {. None of them is sent.} other {, # of them sent.}}}}',
    nb: '{total, plural, one {{sent, plural, =0 {Brukt i 1 utsendelse, som ikke er sendt.} other {Brukt i 1 utsendelse, som er sendt.}}} other {Brukt i # utsendelser{sent, plural, =0 {. Ingen av dem er sendt.} other {, # av dem er sendt.}}}}',
  },
  forms: { en: 'Forms that send these mailings', nb: 'Skjemaer som sender disse utsendelsene' },
  links: { en: 'Links that send these mailings', nb: 'Koblinger som sender disse utsendelsene' },
  senders: {
    en: '{count, plural, one {1 workflow sends such a mailing.} other {# workflows send such mailings.}}',
    nb: '{count, plural, one {1 arbeidsflyt sender en slik utsendelse.} other {# arbeidsflyter sender slike utsendelser.}}',
  },
  change: {
    en: 'What you publish also applies to clicks in messages that were sent. Clicks so far are not done again.',
    nb: 'Det du publiserer, gjelder også klikk i meldinger som er sendt. Klikk som er gjort, blir ikke behandlet på nytt.',
  },
  conflicts: { en: 'Steps that undo each other', nb: 'Steg som opphever hverandre' },
  sent: { en: 'Sent', nb: 'Sendt' },
  unsent: { en: 'Not sent', nb: 'Ikke sendt' },
  failed: { en: 'Where it is used could not be read.', nb: 'Klarte ikke å lese hvor den er brukt.' },
} satisfies Texts;
