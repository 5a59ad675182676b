import type { Texts } from '../../i18n/texts';

export const mailingTrashTexts = {
  lead: {
    en: 'Links in messages that were sent still work, and their clicks count. Workflows do not send a deleted mailing.',
    nb: 'Koblinger i meldinger som er sendt, virker fortsatt, og klikkene teller. Arbeidsflyter sender ikke en slettet utsendelse.',
  },
  contents: {
    en: '{count, plural, =0 {empty} one {with 1 mailing} other {with # mailings}}',
    nb: '{count, plural, =0 {tom} one {med 1 utsendelse} other {med # utsendelser}}',
  },
  done: {
    en: '{count, plural, one {“{name}” is back} other {# mailings are back}}',
    nb: '{count, plural, one {«{name}» er tilbake} other {# utsendelser er tilbake}}',
  },
  empty: {
    en: 'Mailings that you delete come here, and can be restored.',
    nb: 'Utsendelser som du sletter, kommer hit, og kan gjenopprettes.',
  },
} satisfies Texts;
