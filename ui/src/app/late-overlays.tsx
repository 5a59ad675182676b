import { type ComponentType, useEffect, useState } from 'react';

/** Time after the first paint at which the code is loaded, ms. Until then, the page's own requests have the connection. */
const LOAD_AFTER_MS = 1_000;
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
    let timer: ReturnType<typeof setTimeout>;
    let ended = false;
    const load = async () => {
      try {
        const { Overlays } = await import('./overlays');
        if (!ended) setLoaded(() => Overlays);
      } catch {
        if (!ended) timer = setTimeout(() => void load(), RETRY_MS);
      }
    };
    timer = setTimeout(() => void load(), LOAD_AFTER_MS);
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [isLoaded]);
  return Loaded && <Loaded />;
}
