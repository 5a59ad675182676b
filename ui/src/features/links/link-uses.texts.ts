import type { Texts } from '../../i18n/texts';

export const linkUsesTexts = {
  none: { en: 'Used in no mailing.', nb: 'Ikke brukt i noen utsendelse.' },
  used: {
    en: '{total, plural, one {Used in 1 mailing} other {Used in # mailings}}{sent, plural, =0 {, not sent.} other {, # of them sent.}}',
    nb: '{total, plural, one {Brukt i 1 utsendelse} other {Brukt i # utsendelser}}{sent, plural, =0 {, ikke sendt.} one {, 1 av dem er sendt.} other {, # av dem er sendt.}}',
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
