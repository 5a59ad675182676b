import type { Texts } from '../../i18n/texts';

export const formTrashTexts = {
  lead: {
    en: 'The page of a deleted form no longer works, and links that open it say so. Its submissions are kept.',
    nb: 'Siden til et slettet skjema virker ikke lenger, og koblinger som åpner det, sier fra om det. Innsendingene beholdes.',
  },
  contents: {
    en: '{count, plural, =0 {empty} one {with 1 form} other {with # forms}}',
    nb: '{count, plural, =0 {tom} one {med 1 skjema} other {med # skjemaer}}',
  },
  done: {
    en: '{count, plural, one {“{name}” is back} other {# forms are back}}',
    nb: '{count, plural, one {«{name}» er tilbake} other {# skjemaer er tilbake}}',
  },
  empty: {
    en: 'Forms that you delete come here, and can be restored.',
    nb: 'Skjemaer som du sletter, kommer hit, og kan gjenopprettes.',
  },
} satisfies Texts;
