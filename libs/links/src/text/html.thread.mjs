/**
 * Entry of the thread that parses HTML, so that large content does not block the event loop. Plain JavaScript, because Node, tsx, vitest
 * and the bundled apps all start this file.
 */
import { parentPort } from 'node:worker_threads';
import { doHtmlTask } from './html-tasks.mjs';

parentPort?.on('message', (/** @type {import('./html-tasks.mjs').HtmlTask} */ task) => {
  try {
    parentPort?.postMessage({ result: doHtmlTask(task) });
  } catch (error) {
    parentPort?.postMessage({ error });
  }
});
