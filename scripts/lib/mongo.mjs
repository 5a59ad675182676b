/** A MongoDB of our own: one mongod on loopback, a replica set of one, so that transactions and change streams work. */
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, messageOf } from './failure.mjs';
import { lastLinesOf } from './logs.mjs';
import { shown } from './paths.mjs';
import { hasEnded, startChild, stopChild, stopLeftover } from './processes.mjs';

/**
 * @typedef {object} Service
 * @property {string} uri
 * @property {import('node:child_process').ChildProcess} child
 * @property {() => Promise<void>} stop
 */

const setName = 'rs0';
const patienceMs = 60_000;
/** mongod closes its files within a second or two; a busy disk may take longer. */
const graceMs = 20_000;

/**
 * Starts mongod on a folder, which may be new, well-kept, or left behind by a crash.
 *
 * @param {{ program: string, folder: string, port: number, log: string, database?: string }} options
 * @returns {Promise<Service>}
 */
export async function startMongo({ program, folder, port, log, database = 'linkflow' }) {
  await mkdir(folder, { recursive: true });
  const args = ['--replSet', setName, '--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', folder];
  args.push('--wiredTigerCacheSizeGB', '0.5', '--oplogSize', '256', '--nounixsocket', '--quiet');
  // A replica set waits 15 s for its other members before it ends; ours has none.
  args.push('--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100');
  const child = await startChild(program, args, { log, graceMs });
  try {
    await becomePrimary(`127.0.0.1:${port}`, () => hasEnded(child));
  } catch (error) {
    await stopChild(child, { graceMs });
    throw new Failure(`MongoDB does not start on ${shown(folder)}: ${messageOf(error)}`, {
      mend: `Its log is ${shown(log)}. If the data may go, delete ${shown(folder)} and start again.`,
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
 * Checks a MongoDB that the user named.
 * @param {string} uri
 * @returns {Promise<string>} its version
 */
export async function checkMongo(uri) {
  const mend = 'Correct MONGODB_URI, or unset it and let the start bring its own MongoDB.';
  let client;
  try {
    client = newClient(uri, 5_000);
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 });
    const { version } = await client.db().command({ buildInfo: 1 });
    if (!hello.setName && hello.msg !== 'isdbgrid') {
      throw new Failure('The MongoDB of MONGODB_URI is no replica set, so it has no transactions.', {
        mend: 'Start it with --replSet rs0 and run rs.initiate() once in mongosh. ' + mend,
      });
    }
    return version;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`Nothing usable answers at MONGODB_URI: ${messageOf(error)}`, { mend });
  } finally {
    await client?.close();
  }
}

/**
 * A mongod that survived the death of everything around it still holds the folder; its lock file names it.
 * @param {string} folder
 */
export async function stopPreviousMongo(folder) {
  const pid = Number(await readFile(join(folder, 'mongod.lock'), 'utf8').catch(() => ''));
  await stopLeftover(pid, folder, graceMs);
}

/**
 * Initiates the replica set once, moves it when the port is another than the last time, and waits until it takes writes.
 *
 * @param {string} host
 * @param {() => boolean} gone whether mongod has ended
 */
async function becomePrimary(host, gone) {
  const deadline = Date.now() + patienceMs;
  let last = '';
  while (Date.now() < deadline) {
    if (gone()) throw new Error('mongod ended at once.');
    // A client whose first attempt fails stays closed, so every attempt has its own.
    const client = newClient(`mongodb://${host}/?directConnection=true`, 2_000);
    try {
      const admin = client.db('admin');
      const hello = await admin.command({ hello: 1 });
      // `me` is the name the set knows it by: a set that moved answers as primary only under the new one.
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
  throw new Error(`${last} within ${patienceMs / 1000} s.`);
}

/**
 * @param {import('mongodb').Db} admin
 * @param {string} host
 */
async function configure(admin, host) {
  const local = admin.client.db('local');
  const known = await local
    .collection('system.replset')
    .findOne({}, { readPreference: 'secondaryPreferred' });
  if (!known) {
    await admin.command({ replSetInitiate: { _id: setName, members: [{ _id: 0, host }] } });
  } else if (known.members[0].host !== host) {
    const { _id, version, members, settings } = known;
    const moved = { ...known, _id, version: version + 1, members: [{ ...members[0], host }], settings };
    await admin.command({ replSetReconfig: moved, force: true });
  }
}

/**
 * The driver is the one that mongoose brings, so that there is one version of it in the house.
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
