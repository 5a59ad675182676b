/** Progress output: one line per stage with its name, result and duration. */

const color = process.stdout.isTTY && !process.env.NO_COLOR;
/** @param {number} code @param {string} text */
const paint = (code, text) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
const nameWidth = 10;

export const bold = (/** @type {string} */ text) => paint(1, text);
export const dim = (/** @type {string} */ text) => paint(2, text);
export const green = (/** @type {string} */ text) => paint(32, text);
export const red = (/** @type {string} */ text) => paint(31, text);

/** @param {number} milliseconds */
export const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/** @param {string} mark @param {string} name @param {string} detail @param {string} [time] */
const line = (mark, name, detail, time) =>
  `  ${mark} ${name.padEnd(nameWidth)}  ` + (time ? `${detail.padEnd(58)} ${dim(time.padStart(7))}` : detail);

/**
 * Runs one stage and prints its line. On a terminal the line shows the current note and is replaced when the stage ends. Elsewhere
 * each note is a separate line, so that a log shows what a slow stage waits for.
 *
 * @template T
 * @param {string} name
 * @param {(note: (text: string) => void) => Promise<{ detail: string, value: T }>} work
 * @returns {Promise<T>}
 */
export async function stage(name, work) {
  const started = performance.now();
  const runScript = process.stdout.isTTY;
  const clear = () => runScript && process.stdout.write('\r\u001b[2K');
  const note = (/** @type {string} */ text) => {
    clear();
    process.stdout.write(line(dim('…'), name, text) + (runScript ? '' : '\n'));
  };
  if (runScript) note('');
  try {
    const { detail, value } = await work(note);
    clear();
    console.log(line(green('✓'), name, detail, seconds(performance.now() - started)));
    return value;
  } catch (error) {
    clear();
    console.log(line(red('✗'), name, 'failed', seconds(performance.now() - started)));
    throw error;
  }
}
