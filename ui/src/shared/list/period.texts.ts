import type { Texts } from '../../i18n/texts';

export const periodTexts = {
  any: { en: 'Any time', nb: 'Når som helst' },
  since: { en: 'Since {time}', nb: 'Siden {time}' },
  until: { en: 'Before {time}', nb: 'Før {time}' },
  hour: { en: 'Last hour', nb: 'Siste time' },
  day: { en: 'Last 24 hours', nb: 'Siste 24 timer' },
  week: { en: 'Last 7 days', nb: 'Siste 7 dager' },
  month: { en: 'Last 30 days', nb: 'Siste 30 dager' },
  from: { en: 'From', nb: 'Fra' },
  to: { en: 'Until', nb: 'Til' },
} satisfies Texts;
