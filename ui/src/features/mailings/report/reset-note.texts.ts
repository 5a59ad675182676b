import type { Texts } from '../../../i18n';

export const resetNoteTexts = {
  links: {
    en: 'The counters of {links} were reset, most recently on {time} by {name}. Clicks before that are not counted here.',
    nb: 'Tellerne for {links} er nullstilt, sist {time} av {name}. Klikk før det er ikke med her.',
  },
  more: { en: '{count, number} more', nb: '{count, number} til' },
} satisfies Texts;
