import type { SessionView } from '@linkflow/contracts';

/**
 * Holds requests back while the user's session has ended, until the same user has signed in again in place. So nothing that was typed on
 * the page is lost, and what was requested meanwhile goes on by itself.
 *
 * States (`GateState`):
 * - anonymous: no user is known, because the page has not loaded its session, or the user has signed out here. Requests that need a
 *   session fail.
 * - open: `user` is signed in.
 * - closed: the server has answered that the session of `user` ended. Requests wait. The same user signs in → open.
 * - left: another user has signed in. The page is loaded again; until then no request is sent, because it would be made in that user's
 *   name.
 */
export type GateState = { is: 'anonymous' } | { is: 'open' | 'closed'; user: SessionView } | { is: 'left' };

let state: GateState = { is: 'anonymous' };
/** Grows with each sign-in, so that a late answer to a request of the time before is recognised. */
let generation = 0;
const listeners = new Set<() => void>();
const waiting = new Set<() => void>();

function change(next: GateState): void {
  state = next;
  for (const listener of [...listeners]) listener();
}

function release(): void {
  const all = [...waiting];
  waiting.clear();
  for (const proceed of all) proceed();
}

/** Loads the page again. A variable, because tests cannot replace `location.reload`. */
let reload = () => location.reload();

/** For tests: starts without a user, and calls `onReload` where the page would be loaded again. */
export function resetGate(onReload = () => {}): void {
  reload = onReload;
  waiting.clear();
  change({ is: 'anonymous' });
}

export const sessionGate = {
  current: (): GateState => state,

  generation: (): number => generation,

  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },

  /** Records who is signed in. Opens the gate for the same user; loads the page again for another one. */
  enter(user: SessionView): void {
    if (state.is === 'left') return;
    if (state.is !== 'anonymous' && state.user.userId !== user.userId) {
      change({ is: 'left' });
      reload();
      return;
    }
    if (state.is !== 'open') generation += 1;
    change({ is: 'open', user });
    release();
  },

  /** Loads the page again after another user has signed in. People may have refused that, because of what they have not saved. */
  reload: (): void => reload(),

  /** Records that the user has signed out here. Requests that wait fail, as they would have without a gate. */
  leave(): void {
    change({ is: 'anonymous' });
    release();
  },

  /**
   * Records the answer that a session is required. Ignores it if it answers a request of an earlier generation.
   * @returns whether the request may be sent again, after {@link sessionGate.pass}
   */
  close(sentIn: number): boolean {
    if (state.is === 'anonymous') return false;
    if (state.is === 'open' && sentIn === generation) change({ is: 'closed', user: state.user });
    return true;
  },

  /** Resolves when requests may be sent. @throws the reason of `signal` if it is aborted before that */
  async pass(signal?: AbortSignal): Promise<void> {
    while (state.is === 'closed' || state.is === 'left') {
      signal?.throwIfAborted();
      await new Promise<void>((resolve, fail) => {
        const giveUp = (): void => {
          waiting.delete(proceed);
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- The reason that fetch would reject with.
          fail(signal?.reason);
        };
        const proceed = (): void => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        };
        waiting.add(proceed);
        signal?.addEventListener('abort', giveUp, { once: true });
      });
    }
  },
};
