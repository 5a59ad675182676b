import { pick, type Language } from '@linkflow/contracts';
import { useCallback } from 'react';
import { isApiError, type ApiErrorCode } from '../api/api-error';
import { errorText } from '../i18n/error.texts';
import { useLanguage } from '../i18n';

/**
 * One sentence for a failed request, for places without a form. A single issue is more specific than the error code, so its
 * message is used.
 */
export function errorSentence(language: Language, error: unknown): string {
  if (!isApiError(error)) return errorText(language, 'unexpected');
  const only = error.issues.length === 1 ? error.issues[0] : undefined;
  if (only) return pick(only.message, language);
  return errorText(language, error.code);
}

/** The first issue of each field as text, by the field's dot path in the request body. */
export function fieldErrors(language: Language, error: unknown): Record<string, string> {
  if (!isApiError(error)) return {};
  const words: Record<string, string> = {};
  for (const issue of error.issues) {
    if (issue.path && !(issue.path in words)) words[issue.path] = pick(issue.message, language);
  }
  return words;
}

export function useErrorSentence(): (error: unknown) => string {
  const language = useLanguage();
  return useCallback((error) => errorSentence(language, error), [language]);
}

/** False for errors that a retry cannot resolve. */
export function mayRetry(error: unknown): boolean {
  const hopeless: readonly ApiErrorCode[] = ['access.denied', 'not-found', 'route.unknown'];
  return !isApiError(error) || !hopeless.includes(error.code);
}
