import { requestUrl, ROUTES, type SessionView } from '@linkflow/contracts';
import { sessionGate } from './session-gate';

/** Sign-ins and sign-outs in the other tabs of this browser, which share the session cookie. */
type Message = 'signed-in' | 'signed-out';

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('lf.session');

/** Tells the other tabs that a user has signed in or out in this one. */
export const tellOtherTabs = (message: Message): void => channel?.postMessage(message);

/**
 * Asks the server for the session, past the gate. Opens the gate if there is one, and closes it if there is none.
 * @returns whether there is a session; undefined without an answer
 */
export async function checkSession(): Promise<boolean | undefined> {
  const sentIn = sessionGate.generation();
  try {
    const response = await fetch(requestUrl(ROUTES.session.current, {}), {
      headers: { accept: 'application/json' },
      credentials: 'same-origin',
    });
    if (response.status === 401) sessionGate.close(sentIn);
    if (!response.ok) return response.status === 401 ? false : undefined;
    // The body is not validated, because API and UI are built from the same contracts and deployed together.
    sessionGate.enter((await response.json()) as SessionView);
    return true;
  } catch {
    return undefined;
  }
}

/** Follows the other tabs. A tab in which nobody is signed in ignores them. Returns a function that stops this. */
export function followOtherTabs(): () => void {
  const follow = (): void => {
    if (sessionGate.current().is !== 'anonymous') void checkSession();
  };
  channel?.addEventListener('message', follow);
  return () => channel?.removeEventListener('message', follow);
}
