import type { Texts } from '../../i18n/texts';

export const deleteTexts = {
  title: {
    en: '{count, plural, one {Delete “{name}”?} other {Delete # links?}}',
    nb: '{count, plural, one {Slette «{name}»?} other {Slette # koblinger?}}',
  },
  text: {
    en: '{count, plural, one {The link goes} other {The links go}} to the trash and can be restored from there. In messages that were sent, {count, plural, one {it keeps} other {they keep}} working: recipients get their answer, steps are executed, and clicks count.',
    nb: '{count, plural, one {Koblingen legges} other {Koblingene legges}} i papirkurven og kan gjenopprettes. I meldinger som er sendt, virker {count, plural, one {den} other {de}} som før: mottakerne får svar, steg blir utført, og klikk teller.',
  },
  submit: {
    en: '{count, plural, one {Delete link} other {Delete # links}}',
    nb: '{count, plural, one {Slett kobling} other {Slett # koblinger}}',
  },
  more: { en: 'and {count} more', nb: 'og {count} til' },
  done: {
    en: '{count, plural, one {“{name}” is in the trash} other {# links are in the trash}}',
    nb: '{count, plural, one {«{name}» ligger i papirkurven} other {# koblinger ligger i papirkurven}}',
  },
  restored: {
    en: '{count, plural, one {The link is back} other {The links are back}}',
    nb: '{count, plural, one {Koblingen er tilbake} other {Koblingene er tilbake}}',
  },
} satisfies Texts;
