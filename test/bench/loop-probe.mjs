/**
 * Measures the event loop of the process into which it is loaded (`node --import`), or of an idle process of its own (`node loop-probe.mjs`).
 * GET on LOOP_PROBE_PORT answers the longest delays since the last request, as `ProbedDelays` of loop-delays.ts.
 *
 * `monitorEventLoopDelay` counts the interval between its samples into each delay and does not tell whether the process worked or waited for
 * a processor. This takes a sample every 2 ms together with the processor time of the thread.
 */
import { createServer } from 'node:http';

const EVERY_MS = 2;

const none = () => ({ longestMs: 0, ownMs: 0, busiestMs: 0 });
let delays = none();
let at = performance.now();
let used = process.threadCpuUsage();

const timer = setInterval(() => {
  const now = performance.now();
  const usedNow = process.threadCpuUsage();
  const ownMs = (usedNow.user + usedNow.system - used.user - used.system) / 1_000;
  const delayMs = Math.max(0, now - at - EVERY_MS);
  at = now;
  used = usedNow;
  if (delayMs > delays.longestMs) delays = { ...delays, longestMs: delayMs, ownMs };
  if (ownMs > delays.busiestMs) delays = { ...delays, busiestMs: ownMs };
}, EVERY_MS);

const server = createServer((_request, response) => {
  response.end(JSON.stringify(delays));
  delays = none();
});
server.listen(Number(process.env.LOOP_PROBE_PORT), '127.0.0.1');
if (process.argv[1] !== import.meta.filename) {
  timer.unref();
  server.unref();
}
