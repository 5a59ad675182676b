import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';

/** Ticks without a heartbeat after which the process is killed. */
const TICKS = 20;

/**
 * Kills the process if its event loop is blocked for too long. Code that blocks the event loop cannot be stopped from within the process.
 * Other workers take over the jobs of the process, and the process manager starts a new one. The thread that watches the event loop costs
 * about 10 MB, so it is started with the first job.
 */
@Injectable()
export class Watchdog {
  private limitMs = 0;
  /** True if the next job must start the watchdog. */
  isArmed = false;

  /** Sets how long the event loop may be blocked, ms. With 0, or without this call, the process is never killed. */
  arm(limitMs: number): void {
    this.limitMs = limitMs;
    this.isArmed = limitMs > 0;
  }

  start(): void {
    this.isArmed = false;
    watch(this.limitMs);
  }
}

function watch(limitMs: number): void {
  const tickMs = Math.max(10, limitMs / TICKS);
  const beats = new SharedArrayBuffer(4);
  const counter = new Int32Array(beats);
  setInterval(() => Atomics.add(counter, 0, 1), tickMs / 2).unref();
  // The bundler recognises only `new Worker(new URL(…, import.meta.url))`. It emits the code of the thread as a separate file.
  const thread = new Worker(new URL('./watchdog.thread.mjs', import.meta.url), {
    workerData: { beats, ticks: TICKS, tickMs },
    // The thread holds no data; V8's defaults reserve many times more.
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  });
  thread.unref();
}
