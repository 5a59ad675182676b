/**
 * Entry of the thread that parses HTML, so that large content does not block the event loop. Plain JavaScript, because Node, tsx, vitest
 * and the bundled apps all start this file.
 */
import { parentPort } from 'node:worker_threads';
import { compileHtml } from './clean-html.mjs';

parentPort?.on('message', (/** @type {string} */ html) => {
  try {
    parentPort?.postMessage({ result: compileHtml(html) });
  } catch (error) {
    parentPort?.postMessage({ error });
  }
});
