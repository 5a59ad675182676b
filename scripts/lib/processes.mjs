/** Child processes and their logs: starting them so that none is left behind, stopping them, and recognising them in a later start. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { access, constants, readFile, readdir, rename } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stopWithParent } from './reaper-client.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/**
 * Starts a long-running child in its own process group, so that Ctrl-C reaches only this process, which stops its children in the
 * right order. The reaper stops the child when this process dies without having done so.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ log: string, cwd?: string, env?: NodeJS.ProcessEnv, graceMs?: number }} options `log` gets both outputs, appended
 * @returns {Promise<ChildProcess>}
 */
export async function startChild(command, args, { log, cwd, env, graceMs = 10_000 }) {
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, 'a');
  try {
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', output, output] });
    await once(child, 'spawn');
    stopWithParent(child, graceMs);
    return child;
  } finally {
    closeSync(output);
  }
}

/** @param {ChildProcess} child */
export const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;

/**
 * Sends a signal to a child and kills it when it has not ended after the grace period.
 * @param {ChildProcess} child
 * @param {{ graceMs?: number, signal?: NodeJS.Signals }} [options]
 * @returns {Promise<boolean>} whether it ended by itself
 */
export async function stopChild(child, { graceMs = 10_000, signal = 'SIGTERM' } = {}) {
  if (hasEnded(child)) return true;
  const ended = once(child, 'exit').then(() => true);
  child.kill(signal);
  const timer = new AbortController();
  const inTime = await Promise.race([
    ended,
    sleep(graceMs, false, { signal: timer.signal }).catch(() => false),
  ]);
  timer.abort();
  if (inTime) return true;
  child.kill('SIGKILL');
  await ended;
  return false;
}

/**
 * Whether a process with that id exists.
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * The command line of a process, empty when it does not exist. Used to detect that a process id was reused.
 * @param {number} pid
 */
export async function commandLineOf(pid) {
  if (process.platform === 'linux') {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ').trim();
  }
  const { output } = await run('ps', ['-o', 'command=', '-p', String(pid)]);
  return output.trim();
}

/**
 * Stops a process that an earlier, killed start left behind. Does nothing when its id now belongs to another program.
 *
 * @param {number} pid
 * @param {string} commandPart a part of the command line that identifies the program
 * @param {number} [graceMs]
 * @returns {Promise<boolean>} whether there was one
 */
export async function stopLeftover(pid, commandPart, graceMs = 10_000) {
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return false;
  const ours = async () => (await commandLineOf(pid)).includes(commandPart);
  if (!(await ours())) return false;
  for (const [signal, timeoutMs] of /** @type {const} */ ([
    ['SIGTERM', graceMs],
    ['SIGKILL', 5_000],
  ])) {
    try {
      process.kill(pid, signal);
    } catch {
      return true;
    }
    const deadline = Date.now() + timeoutMs;
    while (Date.now() < deadline) {
      if (!isAlive(pid) || !(await ours())) return true;
      await sleep(50);
    }
  }
  return true;
}

/**
 * Runs a command and waits for its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number, output: string }>} code 127 when there is no such command, 124 when it took too long
 */
export async function run(command, args, { cwd, env, timeoutMs } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid) stopWithParent(child, 2_000);
  /** @type {Buffer[]} */
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  let late = false;
  const timer = timeoutMs && setTimeout(() => ((late = true), child.kill('SIGKILL')), timeoutMs);
  try {
    const code = await new Promise((resolve) => {
      child.once('error', (error) => (chunks.push(Buffer.from(error.message)), resolve(127)));
      child.once('close', (status) => resolve(late ? 124 : (status ?? 1)));
    });
    return { code, output: Buffer.concat(chunks).toString('utf8') };
  } finally {
    clearTimeout(timer || undefined);
  }
}

/**
 * The full path of the first of these programs on the PATH.
 * @param {...string} names
 * @returns {Promise<string | undefined>}
 */
export async function findOnPath(...names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(folder, name);
      if (folder && (await isExecutable(path))) return path;
    }
  }
  return undefined;
}

/** @param {string} path */
export const isExecutable = (path) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/**
 * Renames the logs of the last start, so that a log covers one start and does not grow without bound.
 * @param {string} folder
 */
export async function rotateLogs(folder) {
  const names = await readdir(folder).catch(() => /** @type {string[]} */ ([]));
  for (const name of names) {
    if (!/^\w+\.log$/.test(name)) continue;
    await rename(join(folder, name), join(folder, name.replace(/\.log$/, '.previous.log')));
  }
}

/**
 * The last lines of a log, for error messages.
 * @param {string} file
 * @param {number} count
 */
export async function lastLinesOf(file, count) {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
