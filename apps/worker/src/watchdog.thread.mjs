import { workerData } from 'node:worker_threads';

/** @type {{ beats: SharedArrayBuffer, ticks: number, tickMs: number }} */
const { beats, ticks, tickMs } = workerData;
const counter = new Int32Array(beats);
let last = Atomics.load(counter, 0);
let missed = 0;

// Counts its own ticks instead of reading the clock: if the whole process was frozen, this thread was frozen too, and the event loop has
// time for a heartbeat after that.
setInterval(() => {
  const beat = Atomics.load(counter, 0);
  missed = beat === last ? missed + 1 : 0;
  last = beat;
  // SIGKILL, because a blocked main thread cannot handle other signals.
  if (missed >= ticks) process.kill(process.pid, 'SIGKILL');
}, tickMs);
