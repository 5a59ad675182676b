import type { Language, SessionView, SignIn } from '@linkflow/contracts';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { setLanguage } from '../i18n';
import { isApiError } from './api-error';
import { api } from './client';
import { keys } from './keys';

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: async ({ signal }): Promise<SessionView | null> => {
    try {
      const session = await api.get<SessionView>('/api/session', undefined, signal);
      setLanguage(session.language);
      return session;
    } catch (error) {
      if (isApiError(error, 'session.required')) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

export function useSession(): SessionView | null {
  return useQuery(sessionQuery).data ?? null;
}

/** Whether who is signed in keeps the house running: pauses it, and mends many runs at once. */
export function useIsOps(): boolean {
  const role = useSession()?.role;
  return role === 'ops' || role === 'admin';
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SignIn) => api.post<SessionView>('/api/session', body),
    onSuccess: (session) => {
      client.setQueryData(keys.session, session);
      setLanguage(session.language);
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete('/api/session'),
    onSuccess: () => {
      client.setQueryData(keys.session, null);
      // Nothing of one person's is left for the next one at the same machine.
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
    },
  });
}

/** The page changes at once; the account follows, so that the next machine speaks the same language. */
export function useChangeLanguage() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (language: Language) => {
      setLanguage(language);
      return api.patch<SessionView>('/api/session', { language });
    },
    onSuccess: (session) => client.setQueryData(keys.session, session),
  });
}
