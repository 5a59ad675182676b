/** Child processes: starting them so that none is ever left behind, stopping them, and knowing them again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { access, constants, readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchOver } from './warden-client.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/**
 * Starts a long-lived child. It gets its own process group, so that Ctrl-C in the terminal reaches only us and we can stop
 * children in the right order; the warden stops it should we die without having done so.
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
    watchOver(child, graceMs);
    return child;
  } finally {
    closeSync(output);
  }
}

/** @param {ChildProcess} child */
export const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;

/**
 * Asks a child to end, and ends it when it doesn't within the grace time.
 * @param {ChildProcess} child
 * @param {{ graceMs?: number, signal?: NodeJS.Signals }} [options]
 * @returns {Promise<boolean>} whether it went by itself
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
 * Whether a process of that id lives.
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
 * The command line of a process, to tell ours from a stranger that got the same number; empty when it is gone.
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
 * Ends a process that an earlier, killed start left behind. Nothing happens when the number now belongs to something else.
 *
 * @param {number} pid
 * @param {string} mark a part of its command line that only ours has
 * @param {number} [graceMs]
 * @returns {Promise<boolean>} whether there was one
 */
export async function stopLeftover(pid, mark, graceMs = 10_000) {
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return false;
  const ours = async () => (await commandLineOf(pid)).includes(mark);
  if (!(await ours())) return false;
  for (const [signal, patience] of /** @type {const} */ ([
    ['SIGTERM', graceMs],
    ['SIGKILL', 5_000],
  ])) {
    try {
      process.kill(pid, signal);
    } catch {
      return true;
    }
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      if (!isAlive(pid) || !(await ours())) return true;
      await sleep(50);
    }
  }
  return true;
}

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number, output: string }>} code 127 when there is no such command, 124 when it took too long
 */
export async function run(command, args, { cwd, env, timeoutMs } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid) watchOver(child, 2_000);
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
 * The full path of the first of these programs that stands on the PATH.
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
