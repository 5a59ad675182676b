import { setImmediate } from 'node:timers/promises';

/** Time for which one piece of work holds the event loop, ms. */
const SLICE_MS = 10;

/** Divides long work into slices, so that the process answers others between them. */
export class EventLoopShare {
  private since = performance.now();

  /** Call it between the steps of the work. Lets other work run if this work has held the event loop for a slice. */
  async give(): Promise<void> {
    if (performance.now() - this.since < SLICE_MS) return;
    await setImmediate();
    this.since = performance.now();
  }
}
