/**
 * Registers every language of the ui with dayjs, from which Mantine's calendars take the names of months and weekdays. Those of further
 * languages come from Intl, so that a language needs no import here.
 */
import { LANGUAGES, localeOf } from '@linkflow/contracts';
import dayjs from 'dayjs';
import 'dayjs/locale/nb';

/** The names of the weekdays, from Sunday as dayjs expects, or of the months. */
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
