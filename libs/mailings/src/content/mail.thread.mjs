/**
 * Entry of the thread that reads and compiles mails, so that large ones do not block the event loop. Plain JavaScript, because Node, tsx,
 * vitest and the bundled apps all start this file.
 */
import { parentPort } from 'node:worker_threads';
import { doMailTask } from './mail-tasks.mjs';

parentPort?.on('message', (/** @type {import('./mail-tasks.mjs').MailTask} */ task) => {
  try {
    parentPort?.postMessage({ result: doMailTask(task) });
  } catch (error) {
    parentPort?.postMessage({ error });
  }
});
