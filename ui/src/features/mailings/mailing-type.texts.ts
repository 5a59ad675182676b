import type { Texts } from '../../i18n/texts';

export const mailingTypeTexts = {
  label: { en: 'Type', nb: 'Type' },
  hint: {
    en: 'People who have unsubscribed from this type do not get the mailing',
    nb: 'De som har meldt seg av denne typen, får ikke utsendelsen',
  },
  none: { en: 'No type', nb: 'Ingen type' },
  withoutType: { en: 'no type', nb: 'ingen type' },
} satisfies Texts;
