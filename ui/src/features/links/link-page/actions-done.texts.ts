import type { Texts } from '../../../i18n';

/** Texts of the actions that the clicks on a link have done. */
export const actionsDoneTexts = {
  title: { en: 'Actions done', nb: 'Handlinger utført' },
  none: { en: 'No click has started an action yet.', nb: 'Ingen klikk har startet en handling ennå.' },
  behind: {
    en: 'There are many clicks right now; the newest are counted within a minute.',
    nb: 'Det er mange klikk akkurat nå. De nyeste telles med innen et minutt.',
  },
  funnel: { en: 'Step by step', nb: 'Steg for steg' },
  action: { en: 'Action', nb: 'Handling' },
  done: { en: 'Done', nb: 'Utført' },
  failed: { en: 'Failed', nb: 'Feilet' },
  skipped: { en: 'Left out', nb: 'Utelatt' },
  open: { en: 'Running', nb: 'Pågår' },
} satisfies Texts;
