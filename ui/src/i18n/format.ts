import type { Language } from '@linkflow/contracts';

/** English pages follow British habits: day before month, 24 hours. */
const LOCALE: Record<Language, string> = { en: 'en-GB', nb: 'nb-NO' };

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();
function cached<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
  key: string,
  make: () => T,
): T {
  const known = cache.get(key);
  // Each key is only ever used with one kind of formatter, so what comes out is what was put in.
  if (known) return known as T;
  const made = make();
  cache.set(key, made);
  return made;
}

export function formatNumber(language: Language, value: number): string {
  return cached(`n:${language}`, () => new Intl.NumberFormat(LOCALE[language])).format(value);
}

/** `14. mars 2027`. Takes an instant or a plain date (`2027-03-14`), which is not moved by the time zone. */
export function formatDate(language: Language, value: string | Date): string {
  const plain = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  const zone = plain ? 'UTC' : undefined;
  return cached(
    `d:${language}:${zone ?? ''}`,
    () => new Intl.DateTimeFormat(LOCALE[language], { dateStyle: 'medium', timeZone: zone }),
  ).format(new Date(value));
}

/** `14. mars 2027, 09:41`. */
export function formatDateTime(language: Language, value: string | Date): string {
  return cached(
    `dt:${language}`,
    () => new Intl.DateTimeFormat(LOCALE[language], { dateStyle: 'medium', timeStyle: 'short' }),
  ).format(new Date(value));
}

/** `14. mars 2027, 09:41–11:00`: what both ends have in common is said once. */
export function formatPeriod(language: Language, from: string | Date, to: string | Date): string {
  return cached(
    `dt:${language}`,
    () => new Intl.DateTimeFormat(LOCALE[language], { dateStyle: 'medium', timeStyle: 'short' }),
  ).formatRange(new Date(from), new Date(to));
}

/** The exact time, to the second, for the hover of a relative one. */
export function formatExact(language: Language, value: string | Date): string {
  return cached(
    `x:${language}`,
    () => new Intl.DateTimeFormat(LOCALE[language], { dateStyle: 'full', timeStyle: 'medium' }),
  ).format(new Date(value));
}

/** Reads on after "clicked" and "changed", as the "now" of the locale data does not. */
const JUST_NOW: Record<Language, string> = { en: 'just now', nb: 'nå nettopp' };

type Step = readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number];
const MINUTE: Step = ['minute', 60];
const STEPS: readonly Step[] = [MINUTE, ['hour', 3_600], ['day', 86_400]];

/** `3 minutter siden`, `i går`, `om 2 timer`; a date once it is more than a week away. */
export function formatRelative(language: Language, value: string | Date, now: number): string {
  const seconds = (new Date(value).getTime() - now) / 1000;
  const away = Math.abs(seconds);
  const format = cached(
    `r:${language}`,
    () => new Intl.RelativeTimeFormat(LOCALE[language], { numeric: 'auto' }),
  );
  if (away < 45) return seconds > 0 ? format.format(0, 'second') : JUST_NOW[language];
  if (away >= 7 * 86_400) return formatDate(language, value);
  const [unit, size] = STEPS.findLast((step) => away >= step[1]) ?? MINUTE;
  const count = Math.max(1, Math.round(away / size));
  const words = format.format(seconds < 0 ? -count : count, unit);
  // The locale data says "for 3 døgn siden", which nobody does.
  return words.replace('døgn', 'dager');
}

/** `2 t 15 min`, `15 min`. */
export function formatMinutes(language: Language, minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [];
  if (hours > 0) parts.push(`${formatNumber(language, hours)} ${language === 'nb' ? 't' : 'h'}`);
  if (rest > 0 || hours === 0) parts.push(`${rest} min`);
  return parts.join(' ');
}

/** Minutes since midnight as a clock time: 540 is `09:00`. */
export function formatClock(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

/** The name of a country by its ISO code, in the language of the page. */
export function formatCountry(language: Language, code: string): string {
  try {
    return new Intl.DisplayNames([LOCALE[language]], { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}
