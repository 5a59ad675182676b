import { Worker } from 'node:worker_threads';

/** Ticks in which nothing may happen. */
const TICKS = 20;

/**
 * Ends the process when its event loop stands still: work that never gives it back cannot be stopped from inside, others have
 * taken over its jobs long since, and whoever starts processes starts it again. Watches from a thread of its own.
 */
export function startWatchdog(limitMs: number): void {
  if (limitMs === 0) return;
  const tickMs = Math.max(10, limitMs / TICKS);
  const beats = new SharedArrayBuffer(4);
  const counter = new Int32Array(beats);
  setInterval(() => Atomics.add(counter, 0, 1), tickMs / 2).unref();
  // The bundler follows exactly this form and gives the thread a file of its own.
  const thread = new Worker(new URL('./watchdog.thread.mjs', import.meta.url), {
    workerData: { beats, ticks: TICKS, tickMs },
    // It holds nothing; what V8 reserves for a thread by itself is many times more.
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  });
  thread.unref();
}
