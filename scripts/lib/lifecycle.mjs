/** The life of a script that keeps processes: what it started is stopped in reverse order, whatever ends it. */
import { printFailure } from './failure.mjs';
import { lastLinesOf } from './logs.mjs';
import { shown } from './paths.mjs';

/**
 * @typedef {object} Life
 * @property {(undo: () => unknown) => void} onStop what to undo at the end; the last comes first
 * @property {(name: string, child: import('node:child_process').ChildProcess, log: string) => void} guard ends everything when this child ends by itself
 * @property {boolean} ending
 * @property {(code: number) => Promise<never>} end
 */

/** Ctrl-C reaches us from the terminal and once more from npm; only a later one means "at once". */
const sameKeyPressMs = 1_000;

/**
 * Runs a script. It ends when `work` throws, when someone calls `end`, or on a signal.
 * @param {(life: Life) => Promise<unknown>} work
 * @param {{ interrupted?: number }} [options] the exit code after a signal: 0 where stopping is how it is meant to end
 */
export async function live(work, { interrupted = 130 } = {}) {
  /** @type {(() => unknown)[]} */
  const undo = [];
  /** @type {Promise<never> | undefined} */
  let over;
  let firstSignal = 0;
  let hungUp = false;

  /** @type {Life} */
  const life = {
    ending: false,
    onStop: (step) => void undo.push(step),
    end(code) {
      over ??= (async () => {
        life.ending = true;
        for (let step = undo.pop(); step; step = undo.pop()) await step();
        // Without its terminal, Node crashes when it wants to hand it back in order.
        if (hungUp) process.kill(process.pid, 'SIGKILL');
        process.exit(code);
      })();
      return over;
    },
    guard(name, child, log) {
      child.once('exit', async (code, signal) => {
        if (life.ending) return;
        life.ending = true;
        console.error(`\n${await lastLinesOf(log, 15)}\n`);
        console.error(`  ${name} ended unexpectedly (${signal ?? `exit code ${code}`}); stopping the rest.`);
        console.error(`  Its whole log is ${shown(log)}.\n`);
        await life.end(1);
      });
    },
  };

  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      hungUp ||= signal === 'SIGHUP';
      if (firstSignal === 0) {
        firstSignal = Date.now();
        console.log('\n  Stopping …');
        void life.end(interrupted).catch(fail);
      } else if (Date.now() - firstSignal > sameKeyPressMs) {
        // The warden goes on stopping what is still there.
        process.exit(130);
      }
    });
  }
  // A closed terminal takes our outputs with it; stopping the children matters more than saying so.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  endWithNpm(life);

  /** @param {unknown} error */
  const fail = async (error) => {
    if (!life.ending) printFailure(error);
    await life.end(1);
  };
  try {
    await work(life);
  } catch (error) {
    await fail(error);
  }
}

/**
 * When npm is killed hard it can't pass the signal on; we notice by getting another parent.
 * @param {Life} life
 */
function endWithNpm(life) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    void life.end(1);
  }, 500);
  timer.unref();
}
