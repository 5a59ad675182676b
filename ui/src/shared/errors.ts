import type { Language } from '@linkflow/contracts';
import { useCallback } from 'react';
import { isApiError, type ApiErrorCode } from '../api/api-error';
import { errorWords } from '../i18n/error.texts';
import { useLanguage } from '../i18n';

/**
 * One sentence for a failed request. The only issue of a refusal says more than its code does, so it comes first
 * when there is no form on the page to show it in.
 */
export function errorSentence(language: Language, error: unknown): string {
  if (!isApiError(error)) return errorWords(language, 'unexpected');
  const only = error.issues.length === 1 ? error.issues[0] : undefined;
  if (only) return only.message[language];
  return errorWords(language, error.code);
}

/** The words for each field of a form, by the dot path of the body; the first issue of a field is the one shown. */
export function fieldErrors(language: Language, error: unknown): Record<string, string> {
  if (!isApiError(error)) return {};
  const words: Record<string, string> = {};
  for (const issue of error.issues) {
    if (issue.path && !(issue.path in words)) words[issue.path] = issue.message[language];
  }
  return words;
}

export function useErrorSentence(): (error: unknown) => string {
  const language = useLanguage();
  return useCallback((error) => errorSentence(language, error), [language]);
}

/** Asking again is offered only where it can help. */
export function mayRetry(error: unknown): boolean {
  const hopeless: readonly ApiErrorCode[] = ['access.denied', 'not-found', 'route.unknown'];
  return !isApiError(error) || !hopeless.includes(error.code);
}
