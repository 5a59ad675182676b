import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isApiError } from '../api/api-error';
import { sessionQuery } from '../api/session';

/** Retries only failures that may pass: no answer, or a server that reports it is unavailable. */
function shouldRetry(failures: number, error: unknown): boolean {
  if (failures >= 2) return false;
  return isApiError(error, 'network') || isApiError(error, 'service.unavailable');
}

/** Any request refused for its session clears the cached session; the shell then leads to the sign-in page. */
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
