import { type ComponentType, useEffect, useState } from 'react';
import { whenPageRests } from '../shared/lazy-parts';

/** Time after which a failed load is repeated, ms. */
const RETRY_MS = 5_000;

/**
 * Shows messages and the dialog of a session that has ended. Their code is not part of the first load. What is to be shown before it is
 * loaded waits: messages in the store of Mantine, requests in api/session-gate.ts.
 */
export function LateOverlays() {
  const [Loaded, setLoaded] = useState<ComponentType | null>(null);
  const isLoaded = Loaded !== null;
  useEffect(() => {
    if (isLoaded) return undefined;
    let retry: ReturnType<typeof setTimeout>;
    let ended = false;
    const load = async () => {
      try {
        const { Overlays } = await import('./overlays');
        if (!ended) setLoaded(() => Overlays);
      } catch {
        if (!ended) retry = setTimeout(() => void load(), RETRY_MS);
      }
    };
    const cancel = whenPageRests(() => void load());
    return () => {
      ended = true;
      cancel();
      clearTimeout(retry);
    };
  }, [isLoaded]);
  return Loaded && <Loaded />;
}
