import { useEffect, useEffectEvent, useMemo } from 'react';

/**
 * Calls at once and then at most once per `waitMs`; a call in between is made up for at the end of the wait.
 * For events that come in bursts, where only the last state matters.
 */
export function useThrottledCallback(callback: () => void, waitMs: number): () => void {
  const call = useEffectEvent(callback);
  const throttle = useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let again = false;
    const run = (fire: () => void) => {
      if (timer !== undefined) {
        again = true;
        return;
      }
      fire();
      timer = setTimeout(() => {
        timer = undefined;
        if (!again) return;
        again = false;
        run(fire);
      }, waitMs);
    };
    return { run, stop: () => clearTimeout(timer) };
  }, [waitMs]);
  useEffect(() => throttle.stop, [throttle]);
  return useMemo(() => () => throttle.run(() => call()), [throttle]);
}
