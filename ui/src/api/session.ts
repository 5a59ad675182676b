import {
  ROUTES,
  mayUse,
  type ApiRoute,
  type Language,
  type SessionView,
  type ShownClicks,
  type SignIn,
} from '@linkflow/contracts';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { setLanguage, setTimeZone } from '../i18n';
import { isApiError } from './api-error';
import { call } from './client';
import { tellOtherTabs } from './session-channel';
import { sessionGate } from './session-gate';

/** Query of the current session; its result is null if no user is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<SessionView | null> => {
    try {
      const session = await call(ROUTES.session.current, { signal });
      setLanguage(session.language);
      setTimeZone(session.timeZone);
      sessionGate.enter(session);
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

/**
 * Returns a function that tells whether the signed-in user may use a route, by the same table as the API. Controls for what the user may
 * not do are hidden, not disabled.
 */
export function useCan(): (route: ApiRoute) => boolean {
  // The shell loads the session. Asking for it here too would repeat that request in each control.
  const roles = useQuery({ ...sessionQuery, enabled: false }).data?.roles;
  // Pages are shown only with a session. The API refuses whatever the user may not do in any case.
  return useCallback((route) => roles === undefined || mayUse(roles, route), [roles]);
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SignIn) => call(ROUTES.session.signIn, { body }),
    onSuccess: (session) => {
      // Before anything else: the requests of another user's page must not be sent in the name of this one.
      sessionGate.enter(session);
      client.setQueryData(sessionQuery.queryKey, session);
      setLanguage(session.language);
      setTimeZone(session.timeZone);
      tellOtherTabs('signed-in');
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      try {
        await call(ROUTES.session.signOut);
      } catch (error) {
        // The session has ended already.
        if (!isApiError(error, 'session.required')) throw error;
      }
    },
    onSuccess: () => {
      sessionGate.leave();
      tellOtherTabs('signed-out');
      client.setQueryData(sessionQuery.queryKey, null);
      // The next user on this machine must not see cached data of the previous one.
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
  });
}

/** Whose clicks the signed-in user wants to see: those of people, or all. */
export function useShownClicks(): ShownClicks {
  return useQuery({ ...sessionQuery, enabled: false }).data?.shownClicks ?? 'people';
}

/** Changes whose clicks are shown, at once and on all machines of the user. */
export function useShowClicks() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (shownClicks: ShownClicks) => call(ROUTES.session.update, { body: { shownClicks } }),
    onMutate: (shownClicks) => {
      const before = client.getQueryData(sessionQuery.queryKey);
      client.setQueryData(sessionQuery.queryKey, (session) => session && { ...session, shownClicks });
      return before;
    },
    onSuccess: (session) => client.setQueryData(sessionQuery.queryKey, session),
    onError: (_error, _shown, before) => client.setQueryData(sessionQuery.queryKey, before),
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
