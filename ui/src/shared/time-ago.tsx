import { useSyncExternalStore } from 'react';
import { useFormat } from '../i18n';

/** One timer for all relative times on the page; it runs only while one is mounted. */
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

/** Epoch ms of the last tick. Rounded up to the current tick interval, so that a new time is never in the future. */
export function useNow(): number {
  const tick = useSyncExternalStore(
    subscribe,
    () => now,
    () => now,
  );
  return Math.max(tick, Math.floor(Date.now() / TICK_MS) * TICK_MS);
}

/** `3 minutes ago`, with the exact time as title and `dateTime`. */
export function TimeAgo({ at }: { at: string }) {
  const format = useFormat();
  const current = useNow();
  return (
    <time dateTime={at} title={format.exact(at)}>
      {format.relative(at, current)}
    </time>
  );
}
