import type { Language } from '@linkflow/contracts';

const LOCALE: Record<Language, string> = { en: 'en-GB', nb: 'nb-NO' };
const clocks = new Map<string, Intl.DateTimeFormat>();

function formatter(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const known = clocks.get(key) ?? new Intl.DateTimeFormat(LOCALE[language], options);
  clocks.set(key, known);
  return known;
}

/** `09:41:07`: the time of day to the second, for steps that follow each other quickly. */
export function clockTime(language: Language, at: string | Date): string {
  return formatter(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(at));
}

/** `09:41`. */
export function hourMinute(language: Language, at: string | Date): string {
  return formatter(language, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
}

/** When something goes on, as short as is clear: the time today, else day and time. */
export function whenWords(language: Language, at: string | Date, now: Date): string {
  const date = new Date(at);
  const today = date.toDateString() === now.toDateString();
  const time = hourMinute(language, date);
  if (today) return language === 'nb' ? `kl. ${time}` : `at ${time}`;
  const day = formatter(language, { weekday: 'short', day: 'numeric', month: 'short' }).format(date);
  return language === 'nb' ? `${day} kl. ${time}` : `${day} at ${time}`;
}

/** How long a step took: `0.4 s`, `12 s`, `3 min`. */
export function tookWords(language: Language, ms: number): string {
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(LOCALE[language], { maximumFractionDigits: digits }).format(value);
  if (ms < 1_000) return `${number(Math.max(0, ms), 0)} ms`;
  if (ms < 60_000) return `${number(ms / 1_000, ms < 10_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return `${number(ms / 60_000, 0)} min`;
  if (ms < 86_400_000) return `${number(ms / 3_600_000, 1)} ${language === 'nb' ? 't' : 'h'}`;
  return `${number(ms / 86_400_000, 1)} d`;
}

/** About how long, in the largest unit that says it with two figures: `8 s`, `13 min`, `2 t`. */
export function roundedDuration(language: Language, ms: number): string {
  const units: readonly [number, string][] = [
    [86_400_000, language === 'nb' ? 'dager' : 'days'],
    [3_600_000, language === 'nb' ? 't' : 'h'],
    [60_000, 'min'],
    [1_000, 's'],
  ];
  const [size, name] = units.find(([length]) => ms >= length * 1.5) ?? [1_000, 's'];
  const value = ms / size;
  const digits = value < 9.5 && size >= 3_600_000 ? 1 : 0;
  return `${new Intl.NumberFormat(LOCALE[language], { maximumFractionDigits: digits }).format(value)} ${name}`;
}
