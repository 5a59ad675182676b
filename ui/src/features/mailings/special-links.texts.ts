import type { Texts } from '../../i18n';

/** Names of the links to a recipient's own pages. Several tabs of a mailing show them, which load without each other's texts. */
export const specialLinkTexts = {
  'view-online': { en: 'View in the browser', nb: 'Vis i nettleseren' },
  subscriptions: { en: 'Manage subscriptions', nb: 'Velg hva du får' },
  unsubscribe: { en: 'Unsubscribe', nb: 'Meld deg av' },
} satisfies Texts;
