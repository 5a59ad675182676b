/** Progress output: one line per stage with its name, result and duration. */
import { styleText } from 'node:util';

export const bold = (/** @type {string} */ text) => styleText('bold', text);
export const dim = (/** @type {string} */ text) => styleText('dim', text);
export const green = (/** @type {string} */ text) => styleText('green', text);
export const red = (/** @type {string} */ text) => styleText('red', text);
export const yellow = (/** @type {string} */ text) => styleText('yellow', text);

/** @param {number} milliseconds */
export const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/**
 * Runs one stage and prints its line. On a terminal the line shows the current note and is replaced when the stage ends. In a log file
 * or pipe each note is a separate line, which shows what a slow stage is waiting for.
 *
 * @template T
 * @param {string} name
 * @param {(note: (text: string) => void) => Promise<{ detail: string, value: T }>} work
 * @returns {Promise<T>}
 */
export async function stage(name, work) {
  const started = performance.now();
  const isTerminal = process.stdout.isTTY;
  const clear = () => isTerminal && process.stdout.write('\r\u001b[2K');
  const line = (/** @type {string} */ mark, /** @type {string} */ text) =>
    `  ${mark} ${name.padEnd(10)}  ${text}`;
  const note = (/** @type {string} */ text) => {
    clear();
    process.stdout.write(line(dim('…'), text) + (isTerminal ? '' : '\n'));
  };
  const end = (/** @type {string} */ mark, /** @type {string} */ detail) => {
    clear();
    const time = dim(seconds(performance.now() - started).padStart(7));
    console.log(line(mark, `${detail.padEnd(58)} ${time}`));
  };
  if (isTerminal) note('');
  try {
    const { detail, value } = await work(note);
    end(green('✓'), detail);
    return value;
  } catch (error) {
    end(red('✗'), 'failed');
    throw error;
  }
}
