/**
 * A failure that the user can fix. Its message is one plain sentence; `hint` names the command or variable that helps.
 * Any other thrown value is a defect of the scripts and is shown with its stack.
 */
export class Failure extends Error {
  /**
   * @param {string} sentence what is wrong
   * @param {{ hint?: string, details?: string, cause?: unknown }} [more]
   */
  constructor(sentence, { hint, details, cause } = {}) {
    super(sentence, { cause });
    this.name = 'Failure';
    this.hint = hint;
    this.details = details;
  }
}

/**
 * The message of any thrown value.
 * @param {unknown} error
 * @returns {string}
 */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/**
 * Prints the error that ends a script: sentence, details and hint of a Failure; any other value as Node prints it.
 * @param {unknown} error
 */
export function printFailure(error) {
  if (!(error instanceof Failure)) {
    console.error(error);
    return;
  }
  if (error.details) console.error('\n' + error.details.trimEnd());
  console.error(`\n  ${error.message}`);
  if (error.hint) console.error(`  ${error.hint.split('\n').join('\n  ')}`);
  console.error('');
}
