import { format, languageName, localeOf, pick, type Language, type Text } from '@linkflow/contracts';
import { useMemo } from 'react';
import { useLanguage } from './texts';

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();
function formatter<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
  key: string,
  make: () => T,
): T {
  const cached = cache.get(key);
  // The key begins with the kind of formatter, so the types match.
  if (cached) return cached as T;
  const made = make();
  cache.set(key, made);
  return made;
}

export function formatNumber(language: Language, value: number): string {
  return formatter(`n:${language}`, () => new Intl.NumberFormat(localeOf(language))).format(value);
}

/** `14. mars 2027`. Takes an instant or a plain date (`2027-03-14`), which is not shifted by the time zone. */
export function formatDate(language: Language, value: string | Date): string {
  const plain = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  const zone = plain ? 'UTC' : undefined;
  return formatter(
    `d:${language}:${zone ?? ''}`,
    () => new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeZone: zone }),
  ).format(new Date(value));
}

/** `14. mars 2027, 09:41`. */
export function formatDateTime(language: Language, value: string | Date): string {
  return formatter(
    `dt:${language}`,
    () => new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'short' }),
  ).format(new Date(value));
}

/** `14. mars 2027, 09:41–11:00`: parts that both ends share appear once. */
export function formatPeriod(language: Language, from: string | Date, to: string | Date): string {
  return formatter(
    `dt:${language}`,
    () => new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'short' }),
  ).formatRange(new Date(from), new Date(to));
}

/** Date and time to the second, for tooltips of relative times. */
function formatExact(language: Language, value: string | Date): string {
  return formatter(
    `x:${language}`,
    () => new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'full', timeStyle: 'medium' }),
  ).format(new Date(value));
}

/** Used after verbs ("clicked just now"); the locale data's "now" does not fit there. */
const JUST_NOW: Text = { en: 'just now', nb: 'nå nettopp' };

type Step = readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number];
const MINUTE: Step = ['minute', 60];
const STEPS: readonly Step[] = [MINUTE, ['hour', 3_600], ['day', 86_400]];

/** `3 minutter siden`, `i går`, `om 2 timer`; a date once it is more than a week away. */
export function formatRelative(language: Language, value: string | Date, now: number): string {
  const seconds = (new Date(value).getTime() - now) / 1000;
  const away = Math.abs(seconds);
  const relative = formatter(
    `r:${language}`,
    () => new Intl.RelativeTimeFormat(localeOf(language), { numeric: 'auto' }),
  );
  if (away < 45) return seconds > 0 ? relative.format(0, 'second') : pick(JUST_NOW, language);
  if (away >= 7 * 86_400) return formatDate(language, value);
  const [unit, size] = STEPS.findLast((step) => away >= step[1]) ?? MINUTE;
  const count = Math.max(1, Math.round(away / size));
  const words = relative.format(seconds < 0 ? -count : count, unit);
  // CLDR has "for 3 døgn siden" for nb; "dager" is the usual word.
  return words.replace('døgn', 'dager');
}

/** `2 t 15 min`, `15 min`. */
export function formatMinutes(language: Language, minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [];
  if (hours > 0)
    parts.push(format({ en: '{hours, number} h', nb: '{hours, number} t' }, language, { hours }));
  if (rest > 0 || hours === 0) parts.push(`${rest} min`);
  return parts.join(' ');
}

/** Minutes since midnight as a clock time: 540 is `09:00`. */
export function formatClock(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

/** The name of a country by its ISO code; the code itself when it is unknown. */
export function formatCountry(language: Language, code: string): string {
  try {
    return new Intl.DisplayNames([localeOf(language)], { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}

const LANGUAGE_NAMES: Partial<Record<string, Text>> = {
  en: { en: 'English', nb: 'Engelsk' },
  nb: { en: 'Norwegian', nb: 'Norsk' },
};

/** The name of a language in the language of the page, else its own name. */
function formatLanguage(language: Language, code: Language): string {
  const name = LANGUAGE_NAMES[code];
  return name ? pick(name, language) : languageName(code);
}

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

/** Formatters in the language of the page. For relative times use `<TimeAgo>`, which has the exact time as tooltip. */
export function useFormat() {
  const language = useLanguage();
  return useMemo(
    () => ({
      number: (value: number) => formatNumber(language, value),
      date: (value: string | Date) => formatDate(language, value),
      dateTime: (value: string | Date) => formatDateTime(language, value),
      period: (from: string | Date, to: string | Date) => formatPeriod(language, from, to),
      exact: (value: string | Date) => formatExact(language, value),
      relative: (value: string | Date, now = Date.now()) => formatRelative(language, value, now),
      minutes: (value: number) => formatMinutes(language, value),
      clock: formatClock,
      country: (code: string) => formatCountry(language, code),
      language: (code: Language) => formatLanguage(language, code),
    }),
    [language],
  );
}
