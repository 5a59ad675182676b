/** The lifecycle of a script with child processes: they are stopped in reverse order of their start, whatever ends the script. */
import { printFailure } from './failure.mjs';
import { lastLinesOf } from './processes.mjs';
import { shown } from './paths.mjs';

/**
 * @typedef {object} Lifecycle
 * @property {(undo: () => unknown) => void} onStop registers a cleanup step; the last one runs first
 * @property {(name: string, child: import('node:child_process').ChildProcess, log: string) => void} guard ends the script when this child ends by itself
 * @property {boolean} ending
 * @property {(code: number) => Promise<never>} end
 */

/** One Ctrl-C arrives twice, from the terminal and from npm; only a later signal means "stop at once". */
const repeatedSignalMs = 1_000;

/**
 * Runs a script. It ends when `work` throws, when `end` is called, or on a signal.
 * @param {(lifecycle: Lifecycle) => Promise<unknown>} work
 * @param {{ interrupted?: number }} [options] the exit code after a signal: 0 where stopping is how it is meant to end
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
        // Node crashes on exit when it restores the settings of a closed terminal.
        if (terminalClosed) process.kill(process.pid, 'SIGKILL');
        process.exit(code);
      })();
      return over;
    },
    guard(name, child, log) {
      child.once('exit', async (code, signal) => {
        if (lifecycle.ending) return;
        lifecycle.ending = true;
        console.error(`\n${await lastLinesOf(log, 15)}\n`);
        console.error(`  ${name} ended unexpectedly (${signal ?? `exit code ${code}`}); stopping the rest.`);
        console.error(`  Its whole log is ${shown(log)}.\n`);
        await lifecycle.end(1);
      });
    },
  };

  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      terminalClosed ||= signal === 'SIGHUP';
      if (firstSignal === 0) {
        firstSignal = Date.now();
        console.log('\n  Stopping …');
        void lifecycle.end(interrupted).catch(fail);
      } else if (Date.now() - firstSignal > repeatedSignalMs) {
        // The reaper stops the remaining children.
        process.exit(130);
      }
    });
  }
  // After the terminal has closed, writes fail; the children must be stopped nevertheless.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  endWithNpm(lifecycle);

  /** @param {unknown} error */
  const fail = async (error) => {
    if (!lifecycle.ending) printFailure(error);
    await lifecycle.end(1);
  };
  try {
    await work(lifecycle);
  } catch (error) {
    await fail(error);
  }
}

/**
 * A killed npm (SIGKILL) cannot forward the signal; a changed parent process id shows it.
 * @param {Lifecycle} lifecycle
 */
function endWithNpm(lifecycle) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    void lifecycle.end(1);
  }, 500);
  timer.unref();
}
