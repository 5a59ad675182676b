import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo } from 'react';
import { useLiveEvents, type Topic } from '../api/live';

/**
 * Calls at once, then at most once per `waitMs`; calls during the wait become one call at its end. For events that come in
 * bursts, where only the last state matters.
 */
export function useThrottledCallback(callback: () => void, waitMs: number): () => void {
  const call = useEffectEvent(callback);
  const throttle = useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let calledMeanwhile = false;
    const run = (fire: () => void) => {
      if (timer !== undefined) {
        calledMeanwhile = true;
        return;
      }
      fire();
      timer = setTimeout(() => {
        timer = undefined;
        if (!calledMeanwhile) return;
        calledMeanwhile = false;
        run(fire);
      }, waitMs);
    };
    return { run, stop: () => clearTimeout(timer) };
  }, [waitMs]);
  useEffect(() => throttle.stop, [throttle]);
  return useMemo(() => () => throttle.run(() => call()), [throttle]);
}

/** Loads a query again, at most once per `waitMs`, when live events of the topics arrive or may have been missed. */
export function useLiveRefresh(topics: readonly Topic[], queryKey: QueryKey, waitMs: number): void {
  const client = useQueryClient();
  const refresh = useThrottledCallback(() => void client.invalidateQueries({ queryKey }), waitMs);
  useLiveEvents(topics, refresh, refresh);
}
