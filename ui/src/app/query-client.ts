import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isApiError } from '../api/api-error';
import { sessionQuery } from '../api/session';

/** Retries a query at most twice, and only after a temporary failure: no response, or `service.unavailable`. */
function shouldRetry(failures: number, error: unknown): boolean {
  if (failures >= 2) return false;
  return isApiError(error, 'network') || isApiError(error, 'service.unavailable');
}

/**
 * If a request failed with `session.required`, clears the cached session. The shell then opens the sign-in page. This happens only after
 * the user has signed out: while a session is known, api/session-gate.ts holds such requests back until the user has signed in again.
 */
function forgetSession(error: unknown): void {
  if (isApiError(error, 'session.required')) queryClient.setQueryData(sessionQuery.queryKey, null);
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: forgetSession }),
  mutationCache: new MutationCache({ onError: forgetSession }),
  defaultOptions: {
    queries: { staleTime: 10_000, gcTime: 10 * 60_000, retry: shouldRetry },
    mutations: { retry: false },
  },
});
