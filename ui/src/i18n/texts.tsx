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

/** Before the sign-in: the language chosen on this machine, else the first supported language of the browser. */
function firstLanguage(): Language {
  return storedLanguage() ?? languageOf(typeof navigator === 'undefined' ? [] : navigator.languages);
}

/** The first supported language of the tags, in their order; English when none is supported. */
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
    // Storage may be disabled; the choice then lasts until the page is closed.
  }
  current = language;
  followLanguage();
  for (const listener of [...listeners]) listener();
}

function followLanguage(): void {
  if (typeof document !== 'undefined') document.documentElement.lang = current;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The language of the page, outside of components. */
export const currentLanguage = (): Language => current;

/** The language of the page. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage, currentLanguage);
}

/** Texts of one feature, nested as deep as is readable: `{ list: { title: { en: '…', nb: '…' } } } satisfies Texts`. */
export interface Texts {
  readonly [key: string]: Text | Texts;
}

/** Every key of the texts, as a path: `list.title`. */
export type TextKey<T> = {
  [K in keyof T & string]: T[K] extends Text ? K : `${K}.${TextKey<T[K]>}`;
}[keyof T & string];

/** The text of a key, or the common text of that key; `params` fill in the arguments of an ICU message. */
export type Translate<T> = (key: TextKey<T> | TextKey<typeof common>, params?: TextParams) => string;

/** `const t = useTexts(linkTexts)`, then `t('list.title')`, `t('clicks', { count })`. `t` changes when the language changes. */
export function useTexts<T extends Texts>(texts: T): Translate<T> {
  const language = useLanguage();
  return useCallback((key, params) => translate(texts, key, language, params), [texts, language]);
}

/** The same outside of components, for toasts and dialogs. */
export function textsOf<T extends Texts>(texts: T): Translate<T> {
  return (key, params) => translate(texts, key, current, params);
}

function translate(texts: Texts, key: string, language: Language, params?: TextParams): string {
  const text = textAt(texts, key) ?? textAt(common, key);
  // A newer server may send codes without a text in this build.
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

/** Picks a `Text` in the language of the page: `const text = useText(); text(node.title)`. */
export function useText(): (text: Text) => string {
  const language = useLanguage();
  return useCallback((text) => pick(text, language), [language]);
}

/** Encloses the name of an element in a formatted message. A control character, so it does not occur in texts. */
const MARK = '\u0001';

/** Splits a formatted message at its elements: `['click on ', 'link', ' in ', 'mailing']`; every second part is an element. */
export function splitAtElements(message: string): string[] {
  return message.split(MARK);
}

/**
 * Messages with elements in them: `rich('source.run', { link: <Link …/> })`. Inserted values are never parsed as markup,
 * whatever name a user gave a link.
 */
export function useRich<T extends Texts>(
  texts: T,
): (key: TextKey<T>, elements: Record<string, ReactNode>) => ReactNode {
  const t = useTexts(texts);
  return useCallback(
    (key, elements) => {
      const params = Object.fromEntries(Object.keys(elements).map((name) => [name, MARK + name + MARK]));
      return splitAtElements(t(key, params)).map((part, index) => (
        // The parts of one message do not change their order.
        <Fragment key={index}>{index % 2 === 1 ? elements[part] : part}</Fragment>
      ));
    },
    [t],
  );
}
