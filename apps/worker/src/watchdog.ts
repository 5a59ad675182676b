import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';

/** Ticks without a heartbeat after which the process is killed. */
const TICKS = 20;

/**
 * Kills the process when its event loop is blocked. Such work cannot be stopped from inside, other workers have taken over its jobs,
 * and the process manager starts a new process. The watching thread costs about 10 MB, so it starts with the first job.
 */
@Injectable()
export class Watchdog {
  private limitMs = 0;

  /** Enables the watchdog from the first job on. 0 disables it. Without this call the process is never killed. */
  arm(limitMs: number): void {
    this.limitMs = limitMs;
  }

  jobStarted(): void {
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
  // The bundler recognises only this form, and emits the thread as a file of its own.
  const thread = new Worker(new URL('./watchdog.thread.mjs', import.meta.url), {
    workerData: { beats, ticks: TICKS, tickMs },
    // The thread holds no data; V8's defaults reserve many times more.
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  });
  thread.unref();
}
