/**
 * Entry of the thread that reads and compiles mails, so that large ones do not block the event loop. Plain JavaScript, because Node, tsx,
 * vitest and the bundled apps all start this file.
 */
import { parentPort } from 'node:worker_threads';
import { doMailTask } from './mail-tasks.mjs';

/** @typedef {import('./mail-tasks.mjs').MailTask | import('../blocks/marked-blocks').BlocksTask} Task */

parentPort?.on('message', async (/** @type {Task} */ task) => {
  try {
    parentPort?.postMessage({ result: await resultOf(task) });
  } catch (error) {
    parentPort?.postMessage({ error });
  }
});

/** @param {Task} task */
async function resultOf(task) {
  if (task.kind !== 'blocks') return doMailTask(task);
  // Most threads only read and compile HTML, and MJML takes half a second to load.
  const { renderBlocks } = await import('../blocks/render-blocks.mjs');
  return renderBlocks(task);
}
