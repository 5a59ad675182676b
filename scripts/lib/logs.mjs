/** Log files of children. */
import { readFile, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Sets the logs of the last start aside, so that a log is about one start and none grows for ever.
 * @param {string} folder
 */
export async function rotateLogs(folder) {
  const names = await readdir(folder).catch(() => /** @type {string[]} */ ([]));
  for (const name of names) {
    if (!/^\w+\.log$/.test(name)) continue;
    await rename(join(folder, name), join(folder, name.replace(/\.log$/, '.previous.log')));
  }
}

/**
 * What a reader of an error wants to see first.
 * @param {string} file
 * @param {number} count
 */
export async function lastLinesOf(file, count) {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
