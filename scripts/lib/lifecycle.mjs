/** The lifecycle of a script with child processes. However the script ends, its children are stopped in reverse order of their start. */
import { printFailure } from './failure.mjs';
import { shown } from './paths.mjs';
import { lastLinesOf, startChild, stopChild } from './processes.mjs';

/**
 * @typedef {object} Lifecycle
 * @property {(undo: () => unknown) => void} onStop registers a cleanup step; the last one runs first
 * @property {(server: import('./services.mjs').Server) => void} keep
 *   stops the server when the script ends; ends the script if the server ends first
 * @property {(command: string, args: string[], env?: NodeJS.ProcessEnv) => Promise<number>} run runs a program that shares the terminal; returns its exit code
 * @property {boolean} ending true as soon as the script has begun to end
 * @property {(code: number) => Promise<never>} end runs the cleanup steps, then exits with this code
 */

/** Time after the first signal, ms. Signals within it belong to one Ctrl-C (terminal and npm send one each); later ones stop at once. */
const repeatedSignalMs = 1_000;

/**
 * Runs a script. It ends when `work` throws, when `end` is called, or on a signal.
 * @param {(lifecycle: Lifecycle) => Promise<unknown>} work
 * @param {{ interrupted?: number }} [options] `interrupted`: exit code after a signal; 0 if a signal is the normal way to stop the script
 */
export async function runScript(work, { interrupted = 130 } = {}) {
  /** @type {(() => unknown)[]} */
  const undo = [];
  /** @type {Promise<never> | undefined} */
  let over;
  let firstSignal = 0;
  let terminalClosed = false;

  /** @type {Lifecycle} */
  const lifecycle = {
    ending: false,
    onStop: (step) => void undo.push(step),
    end(code) {
      over ??= (async () => {
        lifecycle.ending = true;
        for (let step = undo.pop(); step; step = undo.pop()) await step();
        // On a normal exit Node would try to restore the settings of the closed terminal and crash.
        if (terminalClosed) process.kill(process.pid, 'SIGKILL');
        process.exit(code);
      })();
      return over;
    },
    keep({ name, child, log }) {
      lifecycle.onStop(() => stopChild(child));
      child.once('exit', async (code, signal) => {
        if (lifecycle.ending) return;
        lifecycle.ending = true;
        console.error(`\n${await lastLinesOf(log)}\n`);
        console.error(`  ${name} ended unexpectedly (${signal ?? `exit code ${code}`}); stopping the rest.`);
        console.error(`  Its whole log is ${shown(log)}.\n`);
        await lifecycle.end(1);
      });
    },
    async run(command, args, env = process.env) {
      const child = await startChild(command, args, { env });
      lifecycle.onStop(() => stopChild(child));
      return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
    },
  };

  /** @param {unknown} error */
  const fail = async (error) => {
    if (!lifecycle.ending) printFailure(error);
    await lifecycle.end(1);
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      terminalClosed ||= signal === 'SIGHUP';
      if (firstSignal === 0) {
        firstSignal = Date.now();
        console.log('\n  Stopping …');
        void lifecycle.end(interrupted).catch(fail);
      } else if (Date.now() - firstSignal > repeatedSignalMs) {
        // The reaper (reaper.mjs) stops the children that still run.
        process.exit(130);
      }
    });
  }
  // Ignores the errors of writes after the terminal has closed: they would end the script before its children are stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  await work(lifecycle).catch(fail);
}
