import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { i18n } from './instance';

/** Texts of one area, nested as deep as is readable. Plurals are two keys: `clicks_one`, `clicks_other`. */
export interface Texts {
  readonly [key: string]: string | Texts;
}

/** The same keys with other words: a missing or extra key in the second language does not compile. */
export type SameKeys<T> = { readonly [K in keyof T]: T[K] extends string ? string : SameKeys<T[K]> };

type Singular<K extends string> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
type Paths<T> = {
  [K in keyof T & string]: T[K] extends string ? Singular<K> : `${K}.${Paths<T[K]>}`;
}[keyof T & string];

/** Every key that `t` of this area takes. */
export type TextKey<T> = Paths<T>;
export type Translate<T> = (key: TextKey<T>, values?: Record<string, unknown>) => string;

export interface Area<T> {
  readonly namespace: string;
  /** Carries the type of the keys; never read. */
  readonly texts: T;
}

/** Adds the texts of one area in both languages: `export const linkTexts = defineTexts('links', en, nb)`. */
export function defineTexts<const T extends Texts>(namespace: string, en: T, nb: SameKeys<T>): Area<T> {
  i18n.addResourceBundle('en', namespace, en);
  i18n.addResourceBundle('nb', namespace, nb);
  return { namespace, texts: en };
}

/** `const t = useTexts(linkTexts)`, then `t('list.title')`, `t('clicks', { count })`. Follows the language at once. */
export function useTexts<T>(area: Area<T>): Translate<T> {
  const { t, i18n: current } = useTranslation(area.namespace);
  // A new function for a new language, so that memoised columns and rows are made anew.
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- the language is what makes it another function
  return useMemo(() => (key, values) => t(key, values ?? {}), [t, current.language]);
}

/** The same outside of components: for titles, tests and toasts. */
export function textsOf<T>(area: Area<T>): Translate<T> {
  return (key, values) => i18n.t(key, { ns: area.namespace, ...values });
}
