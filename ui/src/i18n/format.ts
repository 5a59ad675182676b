import { format, languageName, localeOf, pick, type Language, type Text } from '@linkflow/contracts';
import { useLanguage } from './texts';

/** Used after verbs ("clicked just now"); the locale data's "now" does not fit there. */
const JUST_NOW: Text = { en: 'just now', nb: 'nå nettopp' };

type Step = readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number];
const MINUTE: Step = ['minute', 60];
const STEPS: readonly Step[] = [MINUTE, ['hour', 3_600], ['day', 86_400]];

/** Minutes since midnight as a clock time: 540 is `09:00`. */
export function formatClock(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

const LANGUAGE_NAMES: Partial<Record<string, Text>> = {
  en: { en: 'English', nb: 'Engelsk' },
  nb: { en: 'Norwegian', nb: 'Norsk' },
};

/** The formatters of a language. The `Intl` formatters are slow to construct, so they are made once. */
function createFormats(language: Language) {
  const locale = localeOf(language);
  const numbers = new Intl.NumberFormat(locale);
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const plainDates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const dateTimes = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const exactTimes = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
  const relativeTimes = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const countries = new Intl.DisplayNames([locale], { type: 'region' });

  /** `14. mars 2027`. Takes an instant or a plain date (`2027-03-14`), which is not shifted by the time zone. */
  const date = (value: string | Date): string => {
    const plain = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
    return (plain ? plainDates : dates).format(new Date(value));
  };
  return {
    number: (value: number) => numbers.format(value),
    date,
    /** `14. mars 2027, 09:41`. */
    dateTime: (value: string | Date) => dateTimes.format(new Date(value)),
    /** `14. mars 2027, 09:41–11:00`: parts that both ends share appear once. */
    period: (from: string | Date, to: string | Date) => dateTimes.formatRange(new Date(from), new Date(to)),
    /** Date and time to the second, for tooltips of relative times. */
    exact: (value: string | Date) => exactTimes.format(new Date(value)),
    /** `3 minutter siden`, `i går`, `om 2 timer`; a date once it is more than a week away. */
    relative: (value: string | Date, now = Date.now()): string => {
      const seconds = (new Date(value).getTime() - now) / 1000;
      const away = Math.abs(seconds);
      if (away < 45) return seconds > 0 ? relativeTimes.format(0, 'second') : pick(JUST_NOW, language);
      if (away >= 7 * 86_400) return date(value);
      const [unit, size] = STEPS.findLast((step) => away >= step[1]) ?? MINUTE;
      const count = Math.max(1, Math.round(away / size));
      // CLDR has "for 3 døgn siden" for nb; "dager" is the usual word.
      return relativeTimes.format(seconds < 0 ? -count : count, unit).replace('døgn', 'dager');
    },
    /** `2 t 15 min`, `15 min`. */
    minutes: (minutes: number): string => {
      const hours = Math.floor(minutes / 60);
      const rest = minutes % 60;
      const parts =
        hours > 0 ? [format({ en: '{hours, number} h', nb: '{hours, number} t' }, language, { hours })] : [];
      if (rest > 0 || hours === 0) parts.push(`${rest} min`);
      return parts.join(' ');
    },
    clock: formatClock,
    /** The name of a country by its ISO code; the code itself when it is unknown. */
    country: (code: string): string => {
      try {
        return countries.of(code) ?? code;
      } catch {
        return code;
      }
    },
    /** The name of a language in the language of the page, else its own name. */
    language: (code: Language): string => {
      const name = LANGUAGE_NAMES[code];
      return name ? pick(name, language) : languageName(code);
    },
  };
}

const cache = new Map<Language, ReturnType<typeof createFormats>>();

/** Formatters of a language, outside of components. */
export function formatsOf(language: Language): ReturnType<typeof createFormats> {
  const formats = cache.get(language) ?? createFormats(language);
  cache.set(language, formats);
  return formats;
}

/** Formatters in the language of the page. For relative times use `<TimeAgo>`, which has the exact time as tooltip. */
export const useFormat = () => formatsOf(useLanguage());

export function decimalSeparatorOf(language: Language): string {
  const parts = new Intl.NumberFormat(localeOf(language)).formatToParts(0.5);
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
}

/** Order and separators of a numeric date in the notation of date inputs: `DD.MM.YYYY`. */
export function datePatternOf(language: Language): string {
  const options = { day: '2-digit', month: '2-digit', year: 'numeric' } as const;
  const letters: Partial<Record<string, string>> = { day: 'DD', month: 'MM', year: 'YYYY' };
  return new Intl.DateTimeFormat(localeOf(language), options)
    .formatToParts(0)
    .map(({ type, value }) => letters[type] ?? value)
    .join('');
}
