import {
  formatClock,
  formatDuration,
  formatValue,
  languageName,
  localeOf,
  pick,
  type Language,
  type Text,
  type ValueFormat,
} from '@linkflow/contracts';
import { useLanguage } from './texts';
import { currentTimeZone } from './time-zone';

/** Text for a time less than 45 s ago. It fits after a verb ("clicked just now"), which the "now" of Intl does not. */
const JUST_NOW: Text = { en: 'just now', nb: 'nå nettopp' };

type Step = readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number];
const MINUTE: Step = ['minute', 60];
const STEPS: readonly Step[] = [MINUTE, ['hour', 3_600], ['day', 86_400]];

const LANGUAGE_NAMES: Partial<Record<string, Text>> = {
  en: { en: 'English', nb: 'Engelsk' },
  nb: { en: 'Norwegian', nb: 'Norsk' },
};

/**
 * Creates the formatters of a language, with times in a time zone. `formatsOf` caches the result, because `Intl` formatters are slow to
 * construct.
 */
function createFormats(language: Language, timeZone: string) {
  const locale = localeOf(language);
  const numbers = new Intl.NumberFormat(locale);
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  const plainDates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const dateTimes = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const exactTimes = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium', timeZone });
  const relativeTimes = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const countries = new Intl.DisplayNames([locale], { type: 'region' });

  /** `14. mars 2027`. Accepts an instant, shown in the organisation's time zone, or a plain date (`2027-03-14`), shown as it is in every time zone. */
  const date = (value: string | Date): string => {
    const plain = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
    return (plain ? plainDates : dates).format(new Date(value));
  };
  return {
    number: (value: number) => numbers.format(value),
    date,
    /** `14. mars 2027, 09:41`. */
    dateTime: (value: string | Date) => dateTimes.format(new Date(value)),
    /** `14. mars 2027, 09:41–11:00`: parts that start and end have in common (here the date) appear once. */
    period: (from: string | Date, to: string | Date) => dateTimes.formatRange(new Date(from), new Date(to)),
    /** Full date and time with seconds, used as the tooltip of a relative time. */
    exact: (value: string | Date) => exactTimes.format(new Date(value)),
    /** `3 minutter siden`, `i går`, `om 2 timer`; the date if the time is at least 7 days away. */
    relative: (value: string | Date, now = Date.now()): string => {
      const seconds = (new Date(value).getTime() - now) / 1000;
      const away = Math.abs(seconds);
      if (away < 45) return seconds > 0 ? relativeTimes.format(0, 'second') : pick(JUST_NOW, language);
      if (away >= 7 * 86_400) return date(value);
      const [unit, size] = STEPS.findLast((step) => away >= step[1]) ?? MINUTE;
      const count = Math.max(1, Math.round(away / size));
      // The locale data of Intl for nb say "for 3 døgn siden"; the usual word for days is "dager".
      return relativeTimes.format(seconds < 0 ? -count : count, unit).replace('døgn', 'dager');
    },
    /** Formats a duration in minutes: `2 t 15 min`, `15 min`. */
    minutes: (minutes: number): string => formatDuration(minutes, language),
    clock: formatClock,
    /** Formats a stored value as people write it; null if there is none. */
    value: (value: unknown, as: ValueFormat): string | null =>
      formatValue(value, as, { language, timeZone }) || null,
    /** Returns the name of a country by its ISO 3166-1 code, or the code itself if it is unknown. */
    country: (code: string): string => {
      try {
        return countries.of(code) ?? code;
      } catch {
        return code;
      }
    },
    /** Returns the name of language `code` in this formatter's language, or else its native name. */
    language: (code: Language): string => {
      const name = LANGUAGE_NAMES[code];
      return name ? pick(name, language) : languageName(code);
    },
  };
}

const cache = new Map<string, ReturnType<typeof createFormats>>();

/** Returns the (cached) formatters of a language, for code outside of components. In components use `useFormat`. */
export function formatsOf(language: Language): ReturnType<typeof createFormats> {
  const timeZone = currentTimeZone();
  const key = `${language} ${timeZone}`;
  const formats = cache.get(key) ?? createFormats(language, timeZone);
  cache.set(key, formats);
  return formats;
}

/** Returns the formatters of the page's language. For relative times use `<TimeAgo>`, which shows the exact time as tooltip. */
export const useFormat = () => formatsOf(useLanguage());

export function decimalSeparatorOf(language: Language): string {
  const parts = new Intl.NumberFormat(localeOf(language)).formatToParts(0.5);
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
}

/** Returns how a language writes numeric dates, as a dayjs format for Mantine's date inputs: `DD.MM.YYYY`. */
export function datePatternOf(language: Language): string {
  const options = { day: '2-digit', month: '2-digit', year: 'numeric' } as const;
  const letters: Partial<Record<string, string>> = { day: 'DD', month: 'MM', year: 'YYYY' };
  return new Intl.DateTimeFormat(localeOf(language), options)
    .formatToParts(0)
    .map(({ type, value }) => letters[type] ?? value)
    .join('');
}
