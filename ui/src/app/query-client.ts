import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isApiError } from '../api/api-error';
import { keys } from '../api/keys';

/** Asks again only where asking again can help: no answer, or a server that is out of breath. */
function shouldRetry(failures: number, error: unknown): boolean {
  if (failures >= 2) return false;
  return isApiError(error, 'network') || isApiError(error, 'service.unavailable');
}

/** A refused session anywhere means that nobody is signed in any more; the shell sees it and asks for a sign-in. */
function forgetSession(error: unknown): void {
  if (isApiError(error, 'session.required')) queryClient.setQueryData(keys.session, null);
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: forgetSession }),
  mutationCache: new MutationCache({ onError: forgetSession }),
  defaultOptions: {
    queries: { staleTime: 10_000, gcTime: 10 * 60_000, retry: shouldRetry },
    mutations: { retry: false },
  },
});
