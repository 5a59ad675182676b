import type { Texts } from '../../i18n/texts';

export const linkTrashTexts = {
  lead: {
    en: 'Deleted links still answer recipients of messages that were sent, and their clicks count. They cannot be chosen for new mailings.',
    nb: 'Slettede koblinger svarer fortsatt mottakere av meldinger som er sendt, og klikkene teller. De kan ikke velges i nye utsendelser.',
  },
  contents: {
    en: '{count, plural, =0 {empty} one {with 1 link} other {with # links}}',
    nb: '{count, plural, =0 {tom} one {med 1 kobling} other {med # koblinger}}',
  },
  done: {
    en: '{count, plural, one {“{name}” is back} other {# links are back}}',
    nb: '{count, plural, one {«{name}» er tilbake} other {# koblinger er tilbake}}',
  },
  empty: {
    en: 'Links that you delete come here, and can be restored.',
    nb: 'Koblinger som du sletter, kommer hit, og kan gjenopprettes.',
  },
} satisfies Texts;
