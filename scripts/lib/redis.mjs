/** A Redis of our own: append-only, so that queued jobs survive, and never evicting, as BullMQ asks for. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { Failure } from './failure.mjs';
import { lastLinesOf } from './logs.mjs';
import { shown } from './paths.mjs';
import { hasEnded, startChild, stopChild, stopLeftover } from './processes.mjs';

const patienceMs = 30_000;
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
  const deadline = Date.now() + patienceMs;
  while ((await ping(`redis://127.0.0.1:${port}`)) !== '+PONG') {
    if (!hasEnded(child) && Date.now() < deadline) {
      await sleep(25);
      continue;
    }
    await stopChild(child);
    throw new Failure(`Redis does not start on ${shown(folder)}.`, {
      mend: `Its log is ${shown(log)}. If waiting jobs may go, delete ${shown(folder)} and start again.`,
      details: await lastLinesOf(log, 8),
    });
  }
  return { uri: `redis://127.0.0.1:${port}`, child, stop: async () => void (await stopChild(child)) };
}

/**
 * Two servers on one append-only file would ruin it, so one that survived the death of everything around it has to go first.
 * A Redis shows its address as its command line, which tells ours from others.
 * @param {string} folder
 */
export async function stopPreviousRedis(folder) {
  const text = await readFile(lastStartIn(folder), 'utf8').catch(() => '');
  const [, pid, port] = /"pid":(\d+),"port":(\d+)/.exec(text) ?? [];
  if (pid) await stopLeftover(Number(pid), `127.0.0.1:${port}`);
}

/**
 * Checks a Redis that the user named.
 * @param {string} url
 */
export async function checkRedis(url) {
  const answer = await ping(url);
  // A server that asks for a password first is one that answers; the apps sign in with the whole URL.
  if (answer === '+PONG' || answer.startsWith('-NOAUTH')) return;
  throw new Failure(`Nothing usable answers at REDIS_URL${answer ? `: ${answer}` : ''}.`, {
    mend: 'Correct REDIS_URL, or unset it and let the start bring its own Redis.',
  });
}

/**
 * The first line a server answers to PING; empty when it doesn't.
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
