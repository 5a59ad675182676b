import {
  format,
  isLanguage,
  LANGUAGES,
  languageOfTag,
  pick,
  SOURCE_LANGUAGE,
  type Language,
  type Text,
  type TextParams,
} from '@linkflow/contracts';
import { Fragment, useCallback, useSyncExternalStore, type ReactNode } from 'react';
import { common } from './common.texts';

const STORED_LANGUAGE = 'lf.language';

let current = firstLanguage();
const listeners = new Set<() => void>();
followLanguage();

/** Returns the language used before sign-in: the one stored on this machine, or else the browser's first supported language. */
function firstLanguage(): Language {
  return storedLanguage() ?? languageOf(typeof navigator === 'undefined' ? [] : navigator.languages);
}

/** Returns the language of the first BCP 47 tag that the UI supports, or English if it supports none of them. */
export function languageOf(tags: readonly string[]): Language {
  for (const tag of tags) {
    const language = languageOfTag(tag);
    if (language) return language;
  }
  return SOURCE_LANGUAGE;
}

function storedLanguage(): Language | null {
  try {
    const value = localStorage.getItem(STORED_LANGUAGE);
    return isLanguage(value) && LANGUAGES.includes(value) ? value : null;
  } catch {
    return null;
  }
}

/** Changes the language of the page at once and stores it for the next visit on this machine. */
export function setLanguage(language: Language): void {
  try {
    localStorage.setItem(STORED_LANGUAGE, language);
  } catch {
    // The browser may have disabled local storage. The choice then lasts until the page is closed.
  }
  show(language);
}

function show(language: Language): void {
  current = language;
  followLanguage();
  for (const listener of [...listeners]) listener();
}

// The language was changed in another tab. The browser tells it only to the tabs that have not changed it themselves.
if (typeof window !== 'undefined')
  window.addEventListener('storage', ({ key }) => {
    const stored = key === STORED_LANGUAGE ? storedLanguage() : null;
    if (stored !== null && stored !== current) show(stored);
  });

function followLanguage(): void {
  if (typeof document !== 'undefined') document.documentElement.lang = current;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Returns the language of the page, for code outside of components. In components use `useLanguage`. */
export const currentLanguage = (): Language => current;

/** Returns the language of the page; the component is rendered again when the language changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage, currentLanguage);
}

/** Texts of one feature, nested to any depth: `{ list: { title: { en: '…', nb: '…' } } } satisfies Texts`. */
export interface Texts {
  readonly [key: string]: Text | Texts;
}

/** Union of the dot paths of all texts in `T`, such as `list.title`. */
export type TextKey<T> = {
  [K in keyof T & string]: T[K] extends Text ? K : `${K}.${TextKey<T[K]>}`;
}[keyof T & string];

/** Returns the text of a key. A key that the feature's texts lack is looked up in the common texts. `params` are ICU arguments. */
export type Translate<T> = (key: TextKey<T> | TextKey<typeof common>, params?: TextParams) => string;

/** `const t = useTexts(linkTexts)`, then `t('list.title')`, `t('clicks', { count })`. `t` changes when the language changes. */
export function useTexts<T extends Texts>(texts: T): Translate<T> {
  const language = useLanguage();
  return useCallback((key, params) => translate(texts, key, language, params), [texts, language]);
}

/** `useTexts` for code outside of components, such as toasts and dialogs. Uses the page's language at the time of each call. */
export function textsOf<T extends Texts>(texts: T): Translate<T> {
  return (key, params) => translate(texts, key, current, params);
}

function translate(texts: Texts, key: string, language: Language, params?: TextParams): string {
  const text = textAt(texts, key) ?? textAt(common, key);
  // A newer server may send codes for which this build has no text. The key is then shown.
  return text ? format(text, language, params) : key;
}

function textAt(texts: Texts, key: string): Text | undefined {
  let found: Text | Texts | undefined = texts;
  for (const part of key.split('.')) {
    if (found === undefined || isText(found)) return undefined;
    found = found[part];
  }
  return found !== undefined && isText(found) ? found : undefined;
}

function isText(value: Text | Texts): value is Text {
  return typeof value.en === 'string';
}

/**
 * Returns a function that picks the page's language from a `Text`: `const text = useText(); text(node.title)`. With params it formats an
 * ICU message.
 */
export function useText(): (text: Text, params?: TextParams) => string {
  const language = useLanguage();
  return useCallback(
    (text, params) => (params ? format(text, language, params) : pick(text, language)),
    [language],
  );
}

/** Marks the start and end of an element's name in a formatted message. It is a control character, which texts never contain. */
const MARK = '\u0001';

/** Splits a formatted message: `['click on ', 'link', ' in ', 'mailing']`. Parts with an odd index are the names of elements. */
export function splitAtElements(message: string): string[] {
  return message.split(MARK);
}

/**
 * Returns a function that inserts React elements into a message: `rich('source.run', { link: <Link …/> })`. Nothing is parsed
 * as HTML, so a name that contains markup is shown as plain text.
 */
export function useRich<T extends Texts>(
  texts: T,
): (key: TextKey<T>, elements: Record<string, ReactNode>) => ReactNode {
  const t = useTexts(texts);
  return useCallback(
    (key, elements) => {
      const params = Object.fromEntries(Object.keys(elements).map((name) => [name, MARK + name + MARK]));
      return splitAtElements(t(key, params)).map((part, index) => (
        // The index is a stable key, because the parts of one message keep their order.
        <Fragment key={index}>{index % 2 === 1 ? elements[part] : part}</Fragment>
      ));
    },
    [t],
  );
}
