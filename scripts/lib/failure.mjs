/**
 * A failure a person can mend. Its message is one plain sentence, `mend` the command or variable that helps.
 * Everything else that is thrown is a defect of ours and shown with its stack.
 */
export class Failure extends Error {
  /**
   * @param {string} sentence what is wrong
   * @param {{ mend?: string, details?: string, cause?: unknown }} [more]
   */
  constructor(sentence, { mend, details, cause } = {}) {
    super(sentence, { cause });
    this.name = 'Failure';
    this.mend = mend;
    this.details = details;
  }
}

/**
 * The text of anything that was thrown.
 * @param {unknown} error
 * @returns {string}
 */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/**
 * Prints why a script ends.
 * @param {unknown} error
 */
export function printFailure(error) {
  if (!(error instanceof Failure)) {
    console.error(error);
    return;
  }
  if (error.details) console.error('\n' + error.details.trimEnd());
  console.error(`\n  ${error.message}`);
  if (error.mend) console.error(`  ${error.mend.split('\n').join('\n  ')}`);
  console.error('');
}
