import type { Texts } from '../../i18n';

/** Names of the links to a recipient's own pages. */
export const specialLinkTexts = {
  'view-online': { en: 'View in the browser', nb: 'Vis i nettleseren' },
  subscriptions: { en: 'Change what you get', nb: 'Velg hva du får' },
  unsubscribe: { en: 'Unsubscribe', nb: 'Meld deg av' },
} satisfies Texts;
