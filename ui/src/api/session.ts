import { ROUTES, type Language, type SessionView, type SignIn } from '@linkflow/contracts';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { setLanguage } from '../i18n';
import { isApiError } from './api-error';
import { call } from './client';

/** Query of the current session; its result is null if no user is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<SessionView | null> => {
    try {
      const session = await call(ROUTES.session.current, { signal });
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

/** True if the user's role (`ops` or `admin`) permits to pause runs and to start bulk operations. */
export function useIsOps(): boolean {
  const role = useSession()?.role;
  return role === 'ops' || role === 'admin';
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SignIn) => call(ROUTES.session.signIn, { body }),
    onSuccess: (session) => {
      client.setQueryData(sessionQuery.queryKey, session);
      setLanguage(session.language);
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call(ROUTES.session.signOut),
    onSuccess: () => {
      client.setQueryData(sessionQuery.queryKey, null);
      // The next user on this machine must not see cached data of the previous one.
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
  });
}

/** Changes the language of the page at once and stores it in the account for other machines. */
export function useChangeLanguage() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (language: Language) => {
      setLanguage(language);
      return call(ROUTES.session.update, { body: { language } });
    },
    onSuccess: (session) => client.setQueryData(sessionQuery.queryKey, session),
  });
}
