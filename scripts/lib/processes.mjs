/** Child processes and their logs: starting them so that none is left behind, stopping them, and recognising them in a later start. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile, readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { Failure, messageOf } from './failure.mjs';
import { root, shown } from './paths.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** Time that a child may take to stop before it is killed. mongod needs a second or two to close its files, more on a busy disk. */
const GRACE_MS = 20_000;

/**
 * Starts a long-running child. The child has its own process group, so that Ctrl-C reaches only this process, which then stops its
 * children in the right order. If this process dies before that, the reaper (reaper.mjs) stops the child.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ log?: string, cwd?: string, env?: NodeJS.ProcessEnv, graceMs?: number }} [options] stdout and stderr are appended to `log`;
 *   without `log` the child writes to the terminal
 * @returns {Promise<ChildProcess>}
 */
export async function startChild(command, args, { log, cwd = root, env, graceMs = GRACE_MS } = {}) {
  if (log) mkdirSync(dirname(log), { recursive: true });
  const output = log ? openSync(log, 'a') : 'inherit';
  try {
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', output, output] });
    await once(child, 'spawn');
    stopWithParent(child, graceMs);
    return child;
  } finally {
    if (typeof output === 'number') closeSync(output);
  }
}

/** Pipe to the reaper of this process. The reaper starts with the first child. @type {import('node:net').Socket | undefined} */
let reaper;

/** @param {ChildProcess} child @param {number} graceMs */
function stopWithParent(child, graceMs) {
  if (!reaper) {
    const program = fileURLToPath(new URL('./reaper.mjs', import.meta.url));
    const started = spawn(process.execPath, [program], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    reaper = /** @type {import('node:net').Socket} */ (/** @type {unknown} */ (started.stdin));
    // The reaper must not keep this process alive; errors of a killed reaper are ignored.
    started.unref();
    reaper.unref();
    reaper.on('error', () => {});
  }
  reaper.write(`+ ${child.pid} ${graceMs}\n`);
  child.once('exit', () => reaper?.write(`- ${child.pid}\n`));
}

/** @param {ChildProcess} child */
export const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;

/**
 * Stops a child with SIGTERM, and kills it if it has not ended after the grace period.
 * @param {ChildProcess} child
 * @param {{ graceMs?: number }} [options]
 * @returns {Promise<boolean>} whether it ended by itself
 */
export async function stopChild(child, { graceMs = GRACE_MS } = {}) {
  if (hasEnded(child)) return true;
  const ended = once(child, 'exit');
  let inTime = true;
  const timer = setTimeout(() => {
    inTime = false;
    child.kill('SIGKILL');
  }, graceMs);
  child.kill();
  await ended;
  clearTimeout(timer);
  return inTime;
}

/**
 * Waits until a server is ready. If it ends first or is not ready within `timeoutMs`, stops it and throws a Failure.
 *
 * @param {string} name
 * @param {ChildProcess} child
 * @param {object} options
 * @param {() => Promise<unknown>} options.probe rejects while the server is not ready
 * @param {string} options.log
 * @param {string} [options.hint]
 * @param {number} [options.timeoutMs]
 */
export async function waitUntilReady(name, child, { probe, log, hint = '', timeoutMs = 60_000 }) {
  const deadline = Date.now() + timeoutMs;
  let problem = '';
  while (!hasEnded(child) && Date.now() < deadline) {
    try {
      await probe();
      return;
    } catch (error) {
      problem = messageOf(error);
    }
    await sleep(50);
  }
  const what = hasEnded(child)
    ? 'ended before it was ready'
    : `was not ready within ${timeoutMs / 1000} s: ${problem}`;
  await stopChild(child);
  throw new Failure(`${name} ${what}.`, {
    details: await lastLinesOf(log),
    hint: `Its whole log is ${shown(log)}.\n${hint}`.trim(),
  });
}

/** @param {number} pid @param {NodeJS.Signals | 0} signal @returns {boolean} false when there is no such process */
function sendSignal(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** Returns whether a process with this id exists. @param {number} pid */
export const isAlive = (pid) => sendSignal(pid, 0);

/**
 * Returns the command line of a process, or '' if the process does not exist. Used to detect that a process id was reused.
 * @param {number} pid
 */
export async function commandLineOf(pid) {
  if (process.platform === 'linux') {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ').trim();
  }
  const { stdout } = await execa('ps', ['-o', 'command=', '-p', String(pid)], { reject: false });
  return (stdout ?? '').trim();
}

/**
 * Stops a process that an earlier start left running when it was killed. Does nothing if its id now belongs to another program.
 *
 * @param {number} pid
 * @param {string} commandPart a part of the command line that identifies the program
 * @returns {Promise<boolean>} whether that process still existed
 */
export async function stopLeftover(pid, commandPart) {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  const isThere = async () => isAlive(pid) && (await commandLineOf(pid)).includes(commandPart);
  if (!(await isThere())) return false;
  for (const [signal, timeoutMs] of /** @type {const} */ ([
    ['SIGTERM', GRACE_MS],
    ['SIGKILL', 5_000],
  ])) {
    sendSignal(pid, signal);
    const deadline = Date.now() + timeoutMs;
    while (Date.now() < deadline && (await isThere())) await sleep(50);
  }
  return true;
}

/**
 * Renames the logs of the last start, so that a log covers one start and does not grow without bound.
 * @param {string} folder
 */
export async function rotateLogs(folder) {
  for (const name of await readdir(folder).catch(() => /** @type {string[]} */ ([]))) {
    if (!/^\w+\.log$/.test(name)) continue;
    await rename(join(folder, name), join(folder, name.replace(/\.log$/, '.previous.log')));
  }
}

/** The last lines of a log, for error messages. @param {string} file */
export async function lastLinesOf(file) {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-20).join('\n');
}
