import { pick, type Language } from '@linkflow/contracts';
import { useCallback } from 'react';
import { isApiError, type ApiErrorCode } from '../api/api-error';
import { errorText } from '../i18n/error.texts';
import { useLanguage } from '../i18n';

/**
 * Returns one sentence about a failed request, for places without a form. If the error has exactly one issue, the sentence is the
 * issue's message, because it is more specific than the text of the error code.
 */
export function errorSentence(language: Language, error: unknown): string {
  if (!isApiError(error)) return errorText(language, 'unexpected');
  const only = error.issues.length === 1 ? error.issues[0] : undefined;
  if (only) return pick(only.message, language);
  return errorText(language, error.code);
}

/** Returns the message of the first issue of each field. The keys are dot paths in the request body, such as `members.0.weight`. */
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

/** Returns false if a retry cannot succeed: access denied, record not found, or unknown route. */
export function mayRetry(error: unknown): boolean {
  const hopeless: readonly ApiErrorCode[] = ['access.denied', 'not-found', 'route.unknown'];
  return !isApiError(error) || !hopeless.includes(error.code);
}
