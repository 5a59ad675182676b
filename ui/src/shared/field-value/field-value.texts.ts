import { defineTexts } from '../../i18n/texts';

export const fieldValueTexts = defineTexts(
  'field-value',
  { hours: 'Hours', minutes: 'Minutes', hoursShort: 'h' },
  { hours: 'Timer', minutes: 'Minutter', hoursShort: 't' },
);
