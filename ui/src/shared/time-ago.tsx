import { useSyncExternalStore } from 'react';
import { useFormat } from '../i18n';

/** Interval of the one timer that updates all relative times on the page. It runs only while a component uses `useNow`. */
const TICK_MS = 30_000;
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of [...listeners]) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/**
 * Returns the current time in epoch ms, at most 30 s old: the last tick or, if later, the start of the current tick interval. The
 * last tick may be old if the timer was stopped meanwhile.
 */
export function useNow(): number {
  const tick = useSyncExternalStore(
    subscribe,
    () => now,
    () => now,
  );
  return Math.max(tick, Math.floor(Date.now() / TICK_MS) * TICK_MS);
}

/** A relative time such as "3 minutes ago". The tooltip shows the exact time. */
export function TimeAgo({ at }: { at: string }) {
  const format = useFormat();
  // What has just happened is later than the last tick.
  const now = useNow();
  const time = Date.parse(at);
  const current = time > now && time - now < TICK_MS ? time : now;
  return (
    <time dateTime={at} title={format.exact(at)}>
      {format.relative(at, current)}
    </time>
  );
}
