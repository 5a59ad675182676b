import { defineTexts } from '../../i18n/texts';

export const periodTexts = defineTexts(
  'period',
  {
    any: 'Any time',
    since: 'Since {{time}}',
    until: 'Before {{time}}',
    hour: 'Last hour',
    day: 'Last 24 hours',
    week: 'Last 7 days',
    month: 'Last 30 days',
    from: 'From',
    to: 'Until',
  },
  {
    any: 'Når som helst',
    since: 'Siden {{time}}',
    until: 'Før {{time}}',
    hour: 'Siste time',
    day: 'Siste 24 timer',
    week: 'Siste 7 dager',
    month: 'Siste 30 dager',
    from: 'Fra',
    to: 'Til',
  },
);
