/** Restarts a process that ends unexpectedly. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from './failure.mjs';
import { shown } from './paths.mjs';
import { lastLinesOf } from './processes.mjs';
import { green, red, seconds } from './progress.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** Delays before a restart, ms: the first one, doubled after each further end, up to the second one. */
const BACKOFF_MS = { first: 250, max: 15_000 };
/** A process that ran for this long counts as started properly: the ends before it no longer count, and the backoff starts anew. */
const STABLE_MS = 30_000;
/** After this many ends in a row, each soon after its start, the end of the log is printed. */
const SHOW_LOG_AFTER = 6;

/**
 * @typedef {object} Supervised
 * @property {string} name
 * @property {string} log path of its log
 * @property {ChildProcess} child the running process
 * @property {() => Promise<ChildProcess>} start starts another process and resolves when it is ready; rejects if it ends before
 * @property {() => boolean} isEnding whether the script ends, so that the end of the process is expected
 * @property {(child: ChildProcess) => unknown} onRestart called with each new process
 * @property {{ first: number, max: number }} [backoffMs]
 */

/**
 * Watches a process from now on. It is started again however often it ends, because the other processes do not need it: recipients are
 * answered while a worker crashes again and again, or while it cannot start because MongoDB is unreachable. States:
 *
 * - running → waiting: the process ended. A line says so.
 * - waiting → running: after the backoff another process was started and is ready.
 * - waiting → waiting: it ended before it was ready.
 * - any → ended: the script ends.
 * @param {Supervised} supervised
 */
export function supervise({ child, ...rest }) {
  const { name, log, start, isEnding, onRestart, backoffMs = BACKOFF_MS } = rest;
  let quickEnds = 0;
  let delay = backoffMs.first;

  /** @param {ChildProcess} running */
  const watch = (running) => {
    const startedAt = performance.now();
    running.once('exit', (code, signal) => {
      if (isEnding()) return;
      if (performance.now() - startedAt >= STABLE_MS) {
        quickEnds = 0;
        delay = backoffMs.first;
      }
      void restart(`it ended (${signal ?? `exit code ${code}`})`);
    });
  };

  /** @param {string} why */
  const restart = async (why) => {
    for (let reason = why; ;) {
      quickEnds += 1;
      if (quickEnds === SHOW_LOG_AFTER) await showLog();
      console.log(`  ${red('✗')} ${name}: ${reason}; starting it again in ${seconds(delay)}`);
      await sleep(delay);
      if (isEnding()) return;
      delay = Math.min(delay * 2, backoffMs.max);
      const began = performance.now();
      try {
        const next = await start();
        if (isEnding()) return;
        watch(next);
        onRestart(next);
        console.log(`  ${green('✓')} ${name}: ready again after ${seconds(performance.now() - began)}`);
        return;
      } catch (error) {
        if (isEnding()) return;
        reason = messageOf(error);
      }
    }
  };

  const showLog = async () => {
    console.error(`\n${await lastLinesOf(log)}\n`);
    console.error(`  ${name} ended ${SHOW_LOG_AFTER} times in a row. Its whole log is ${shown(log)}.\n`);
  };

  watch(child);
}
