import type { Language } from '@linkflow/contracts';

/** The language of a page for somebody whom we know nothing about but their browser's wish. English when nothing fits. */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  let best: Language = 'en';
  let bestWeight = 0;
  for (const part of (acceptLanguage ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const language = LANGUAGES[tag.split('-')[0] ?? ''];
    const q = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
    const weight = q === undefined ? 1 : Number(q);
    if (language && weight > bestWeight) {
      best = language;
      bestWeight = weight;
    }
  }
  return best;
}

/** Whoever reads Nynorsk, Danish or Swedish understands Bokmål better than English. */
const LANGUAGES: Record<string, Language | undefined> = {
  en: 'en',
  nb: 'nb',
  no: 'nb',
  nn: 'nb',
  da: 'nb',
  sv: 'nb',
};
