import { workerData } from 'node:worker_threads';

/** @type {{ beats: SharedArrayBuffer, ticks: number, tickMs: number }} */
const { beats, ticks, tickMs } = workerData;
const counter = new Int32Array(beats);
let last = Atomics.load(counter, 0);
let missed = 0;

// Counts in ticks of its own instead of looking at the clock: when the whole process was frozen, this thread was too, and the
// event loop gets its time to beat again.
setInterval(() => {
  const beat = Atomics.load(counter, 0);
  missed = beat === last ? missed + 1 : 0;
  last = beat;
  // Nothing of the main thread can be asked any more, so there is no gentler way.
  if (missed >= ticks) process.kill(process.pid, 'SIGKILL');
}, tickMs);
