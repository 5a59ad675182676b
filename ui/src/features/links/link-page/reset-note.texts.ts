import type { Texts } from '../../../i18n';

export const resetNoteTexts = {
  link: {
    en: 'The counters were reset on {time} by {name}. Clicks before that are not counted here.',
    nb: 'Tellerne ble nullstilt {time} av {name}. Klikk før det er ikke med her.',
  },
  ofMailing: {
    en: 'The counters of “{mailing}” were reset on {time} by {name}. Clicks before that are not counted here.',
    nb: 'Tellerne for «{mailing}» ble nullstilt {time} av {name}. Klikk før det er ikke med her.',
  },
} satisfies Texts;
