/** Log files of children, for the reader of an error. */
import { readFile } from 'node:fs/promises';

/**
 * @param {string} file
 * @param {number} count
 */
export async function lastLinesOf(file, count) {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
