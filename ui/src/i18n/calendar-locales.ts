/**
 * Registers every language of the UI with dayjs. Mantine's calendars read the names of months and weekdays from dayjs. A language
 * that has no dayjs locale imported below gets its names from Intl, so that a new language needs no change in this file.
 */
import { LANGUAGES, localeOf } from '@linkflow/contracts';
import dayjs from 'dayjs';
import 'dayjs/locale/nb';

/** Returns the names of all weekdays, starting with Sunday (the order of dayjs), or of all months. */
function namesOf(locale: string, part: 'weekday' | 'month', length: 'long' | 'short'): string[] {
  const format = new Intl.DateTimeFormat(locale, { [part]: length, timeZone: 'UTC' });
  return Array.from({ length: part === 'weekday' ? 7 : 12 }, (_, index) =>
    format.format(part === 'weekday' ? Date.UTC(2024, 0, 7 + index) : Date.UTC(2024, index)),
  );
}

for (const language of LANGUAGES) {
  if (language in dayjs.Ls) continue;
  const locale = localeOf(language);
  const weekdaysShort = namesOf(locale, 'weekday', 'short');
  const definition = {
    name: language,
    weekdays: namesOf(locale, 'weekday', 'long'),
    weekdaysShort,
    weekdaysMin: weekdaysShort.map((name) => name.slice(0, 2)),
    months: namesOf(locale, 'month', 'long'),
    monthsShort: namesOf(locale, 'month', 'short'),
    formats: {},
    relativeTime: {},
  };
  dayjs.locale(definition, undefined, true);
}
