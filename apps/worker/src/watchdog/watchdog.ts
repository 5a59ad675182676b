import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';

/** Ticks in which nothing may happen. */
const TICKS = 20;

/**
 * Ends the process when its event loop stands still: work that never gives it back cannot be stopped from inside, others have
 * taken over its jobs long since, and whoever starts processes starts it again. Watches from a thread of its own, which costs some
 * ten megabytes, so it starts with the first job; who has none cannot hang.
 */
@Injectable()
export class Watchdog {
  private limitMs = 0;

  /** From now on it watches as soon as there is work. 0: never. Whoever does not arm it is never ended. */
  arm(limitMs: number): void {
    this.limitMs = limitMs;
  }

  /** A job begins. */
  workBegins(): void {
    if (this.limitMs === 0) return;
    watch(this.limitMs);
    this.limitMs = 0;
  }
}

function watch(limitMs: number): void {
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
