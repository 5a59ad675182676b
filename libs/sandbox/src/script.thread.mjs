/**
 * Entry of the thread that runs scripts. A separate thread can be terminated even while a built-in function of the engine does not
 * check the deadline (for example one that visits 2^53 array slots), and it does not block the event loop. Plain JavaScript, because
 * Node, tsx, vitest and the bundled apps all start this file.
 */
import { parentPort } from 'node:worker_threads';
import { checkScript, runScript } from './script-engine.mjs';

/**
 * @typedef {{ kind: 'run', source: string, variables: Record<string, string>, params: Record<string, unknown>, limits: import('./script-engine.mjs').Limits, aborted: SharedArrayBuffer }
 *   | { kind: 'check', source: string }} Order
 */

parentPort?.on('message', (/** @type {Order} */ order) => {
  void answerTo(order).then((answer) => parentPort?.postMessage(answer));
});

/** @param {Order} order */
async function answerTo(order) {
  if (order.kind === 'check') return checkScript(order.source);
  const { aborted, ...script } = order;
  const flag = new Int32Array(aborted);
  return runScript(script, () => Atomics.load(flag, 0) !== 0);
}

parentPort?.postMessage('ready');
