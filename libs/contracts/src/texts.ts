/**
 * Texts that people read, and the languages in which they exist.
 *
 * English and Norwegian are written side by side where a text is used, so that a missing translation does not compile. The translations
 * into further languages are in catalogues; see `languages.ts`.
 *
 * Texts with placeholders are ICU messages: `Add to the selection {selection}`, `{count, plural, one {# click} other {# clicks}}`,
 * `{at, date, medium}`. A text without braces is never parsed. This file does not import zod, so that the browser can load it without zod.
 */
import { IntlMessageFormat, type Formatters } from 'intl-messageformat';
import * as sources from './languages';

/** A text in English and Norwegian, and optionally in further languages. */
export interface Text {
  readonly en: string;
  readonly nb: string;
  /**
   * Key of the text in the catalogues of further languages; by default the English text. Needed for English homonyms, which another
   * language translates differently.
   */
  readonly key?: string;
  readonly [further: string]: string | undefined;
}

interface LanguageDefinition {
  /** BCP 47 tag for Intl: numbers, dates, plurals, lists. */
  locale: string;
  /** Name of the language in that language. */
  name: string;
  /** Primary subtags (BCP 47) of similar languages: people who prefer one of them get the texts in this language. */
  subtags?: readonly string[];
  /** Translations by English text or key. Absent for English and Norwegian, whose texts are in the source code. */
  catalogue?: Readonly<Record<string, string>>;
}

const DEFINITIONS = sources satisfies Record<string, LanguageDefinition>;

export type Language = keyof typeof DEFINITIONS;

const languages = new Map<string, LanguageDefinition>(Object.entries(DEFINITIONS));

const codes = Object.keys(DEFINITIONS) as [Language, ...Language[]];

/** All languages, in the order in which people choose them. */
export const LANGUAGES: readonly [Language, ...Language[]] = codes;

/** The language of catalogue keys, and of texts that have no translation. */
export const SOURCE_LANGUAGE: Language = 'en';

function definitionOf(language: Language): LanguageDefinition {
  return languages.get(language) ?? DEFINITIONS[SOURCE_LANGUAGE];
}

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && languages.has(value);
}

/** BCP 47 tag of a language for Intl. */
export function localeOf(language: Language): string {
  return definitionOf(language).locale;
}

/** Name of a language in that language. */
export function languageName(language: Language): string {
  return definitionOf(language).name;
}

/** The product's language for a tag such as `nb-NO` or `no`; undefined if no language matches. */
export function languageOfTag(tag: string): Language | undefined {
  const [subtag = ''] = tag.trim().toLowerCase().split('-');
  return isLanguage(subtag) ? subtag : codes.find((code) => languages.get(code)?.subtags?.includes(subtag));
}

/** The language that an Accept-Language header prefers. English if it lists no known language. */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  let preferred = SOURCE_LANGUAGE;
  let bestWeight = 0;
  // Only the first 500 characters are read: browsers send no longer headers.
  for (const part of (acceptLanguage ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = part.split(';');
    const language = languageOfTag(tag);
    const q = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/i.exec(parameter)?.[1]).find(Boolean);
    const weight = q === undefined ? 1 : Number(q);
    if (language && weight > bestWeight) {
      preferred = language;
      bestWeight = weight;
    }
  }
  return preferred;
}

/** Adds a language for the duration of a test. Returns its code and a function that removes it. */
export function registerLanguage(
  code: string,
  definition: LanguageDefinition,
): { language: Language; unregister: () => void } {
  // The type `Language` contains only the languages of the product, not those of tests.
  const language = code as Language;
  languages.set(code, definition);
  codes.push(language);
  const unregister = (): void => {
    languages.delete(code);
    codes.splice(codes.indexOf(language), 1);
  };
  return { language, unregister };
}

/** The text in a language: the translation in the text itself, otherwise that in the language's catalogue, otherwise the English text. */
export function pick(text: Text, language: Language): string {
  return translation(text, language) ?? text.en;
}

function translation(text: Text, language: Language): string | undefined {
  return text[language] ?? definitionOf(language).catalogue?.[text.key ?? text.en];
}

/** An argument of an ICU message. If it is a Text, its translation into the language of the message is inserted. */
export type TextParam = string | number | Date | Text;
export type TextParams = Readonly<Record<string, TextParam>>;

export interface FormatOptions {
  /** IANA name for dates and times; UTC by default. */
  timeZone?: string;
}

/** The message in a language with its arguments filled in. @throws Error for a malformed message or a missing argument */
export function format(
  message: Text,
  language: Language,
  params: TextParams = {},
  { timeZone = 'UTC' }: FormatOptions = {},
): string {
  const translated = translation(message, language);
  const source = translated ?? message.en;
  if (!source.includes('{')) return source;
  const values: Record<string, string | number | Date> = {};
  for (const [name, value] of Object.entries(params)) {
    values[name] = isText(value) ? pick(value, language) : value;
  }
  // Without a translation, the message is English, so its plurals and dates must be English too.
  const locale = localeOf(translated === undefined ? SOURCE_LANGUAGE : language);
  return String(compiled(source, locale, timeZone).format(values));
}

/** The message with its arguments filled in, in every language. */
export function phrase(message: Text, params?: TextParams, options?: FormatOptions): Text {
  return inEveryLanguage((language) => format(message, language, params, options));
}

/** Creates a text by calling `make` for each language. */
export function inEveryLanguage(make: (language: Language) => string): Text {
  const text: Record<string, string> & { en: string; nb: string } = { en: make('en'), nb: make('nb') };
  for (const language of LANGUAGES) text[language] ??= make(language);
  return text;
}

/** A text that is the same in every language, for example a name. */
export function verbatim(text: string): Text {
  return inEveryLanguage(() => text);
}

/** A name in the quotation marks of each language. */
export function quoted(name: string | Text): Text {
  return phrase({ en: '“{name}”', nb: '«{name}»' }, { name });
}

/** "A, B and C" or "A, B or C". */
export function listed(items: readonly (string | Text)[], last: 'and' | 'or'): Text {
  const type = last === 'and' ? 'conjunction' : 'disjunction';
  return inEveryLanguage((language) =>
    cached(
      `${localeOf(language)} ${type}`,
      lists,
      () => new Intl.ListFormat(localeOf(language), { type }),
    ).format(items.map((item) => (typeof item === 'string' ? item : pick(item, language)))),
  );
}

/** Text with a capital first letter. */
export function capitalised(text: Text): Text {
  return inEveryLanguage((language) => {
    const words = pick(text, language);
    return words.charAt(0).toLocaleUpperCase(localeOf(language)) + words.slice(1);
  });
}

function isText(value: TextParam): value is Text {
  return typeof value === 'object' && !(value instanceof Date);
}

const lists = new Map<string, Intl.ListFormat>();
const messages = new Map<string, IntlMessageFormat>();

/** Returns the compiled message, from a cache: compiling a message takes about 100 times as long as formatting it. */
function compiled(source: string, locale: string, timeZone: string): IntlMessageFormat {
  return cached(`${locale} ${timeZone} ${source}`, messages, () => {
    const formats = {
      number: { exact: { maximumFractionDigits: 12 }, percent: { style: 'percent' } },
      date: {
        short: { day: '2-digit', month: '2-digit', year: 'numeric', timeZone },
        medium: { day: 'numeric', month: 'long', year: 'numeric', timeZone },
        year: { year: 'numeric', timeZone },
      },
      time: { short: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } },
    } as const;
    return new IntlMessageFormat(source, locale, formats, { ignoreTag: true, formatters });
  });
}

/**
 * Returns a function that creates one formatter per locale and options. It serialises each options object once; the library's own cache
 * does so for every value, which takes longer than formatting the value.
 */
function formatterCache<O extends object, F>(
  create: (locales?: Intl.LocalesArgument, options?: O) => F,
): (locales?: Intl.LocalesArgument, options?: O) => F {
  const byContent = new Map<string, F>();
  const byIdentity = new WeakMap<object, Map<string, F>>();
  return (locales, options) => {
    const locale = String(locales);
    const find = (): F =>
      cached(`${locale} ${JSON.stringify(options)}`, byContent, () => create(locales, options));
    if (!options) return find();
    let known = byIdentity.get(options);
    if (!known) byIdentity.set(options, (known = new Map()));
    return cached(locale, known, find);
  };
}

const formatters: Formatters = {
  getNumberFormat: formatterCache((...args) => new Intl.NumberFormat(...args)),
  getDateTimeFormat: formatterCache((...args) => new Intl.DateTimeFormat(...args)),
  getPluralRules: formatterCache((...args) => new Intl.PluralRules(...args)),
};

function cached<T>(key: string, cache: Map<string, T>, create: () => T): T {
  let value = cache.get(key);
  if (value === undefined) {
    value = create();
    cache.set(key, value);
  }
  return value;
}
