import type { Language } from '@linkflow/contracts';
import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';

const STORED_LANGUAGE = 'lf.language';

/** The one i18next of the page. Texts are added per area by `defineTexts`, when the area's code is loaded. */
export const i18n = createInstance();
void i18n.use(initReactI18next).init({
  initAsync: false,
  lng: firstLanguage(),
  fallbackLng: 'en',
  supportedLngs: ['en', 'nb'],
  defaultNS: 'common',
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
  resources: {},
});

/** Before anybody has signed in: what was chosen on this machine, else the first language of the browser that we speak. */
function firstLanguage(): Language {
  const stored = readStored();
  if (stored) return stored;
  const wanted = typeof navigator === 'undefined' ? [] : navigator.languages;
  return languageOf(wanted);
}

/** Norwegian in any spelling (`nb`, `no`, `nn-NO` …) is bokmål here; everything unknown is passed over. */
export function languageOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    if (base === 'nb' || base === 'no' || base === 'nn') return 'nb';
    if (base === 'en') return 'en';
  }
  return 'en';
}

function readStored(): Language | null {
  try {
    const value = localStorage.getItem(STORED_LANGUAGE);
    return value === 'en' || value === 'nb' ? value : null;
  } catch {
    return null;
  }
}

/** Changes the language of the page at once and keeps it for the next visit on this machine. */
export function setLanguage(language: Language): void {
  try {
    localStorage.setItem(STORED_LANGUAGE, language);
  } catch {
    // Storage may be forbidden; the choice then lasts until the page is left.
  }
  void i18n.changeLanguage(language);
}

function followLanguage(language: string): void {
  if (typeof document !== 'undefined') document.documentElement.lang = language;
}
i18n.on('languageChanged', followLanguage);
followLanguage(i18n.language);
