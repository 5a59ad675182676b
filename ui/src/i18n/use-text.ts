import type { Language, Text } from '@linkflow/contracts';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** The language of the page. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'nb' ? 'nb' : 'en';
}

/** Picks a `Text` of contracts by the language of the page: `const text = useText(); text(node.title)`. */
export function useText(): (text: Text) => string {
  const language = useLanguage();
  return useCallback((text) => text[language], [language]);
}
