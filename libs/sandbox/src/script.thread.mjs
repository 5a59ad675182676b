/**
 * The thread that scripts run in: apart from the event loop of the house, so that it may be stopped from outside even where
 * the engine looks at no deadline (a built-in function going through 2^53 array slots). Plain JavaScript, because Node, tsx, vitest
 * and the bundled apps all start it from this very file.
 */
import { parentPort } from 'node:worker_threads';
import { checkScript, runScript } from './script-engine.mjs';

/**
 * @typedef {{ kind: 'run', source: string, variables: Record<string, string>, limits: import('./script-engine.mjs').Limits, aborted: SharedArrayBuffer }
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
