/** The environment of tests, benchmarks and screenshots: a temporary folder, servers with their data in it, and a browser. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from './browser.mjs';
import { privateDir, root } from './paths.mjs';
import { isAlive } from './processes.mjs';
import { stage } from './progress.mjs';
import { startServices } from './services.mjs';

const temporaryDir = join(privateDir, 'tmp');

/** A file system in memory, on Linux. */
const MEMORY = '/dev/shm';
/** Free memory that the data of tests needs at most, with room for the tests themselves, bytes. */
const NEEDED_MEMORY = 6 * 1024 ** 3;

/**
 * Creates a temporary folder whose name contains this process's id, and removes the folders of processes that no longer run.
 * @param {string} purpose
 * @param {string} [parent]
 * @returns {Promise<string>}
 */
export async function newTemporaryFolder(purpose, parent = temporaryDir) {
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    const owner = Number(/-(\d+)-[0-9a-f]+$/.exec(name)?.[1]);
    if (owner && !isAlive(owner))
      await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
  }
  const folder = join(parent, `${purpose}-${process.pid}-${randomBytes(3).toString('hex')}`);
  await mkdir(folder);
  return folder;
}

/** Returns the folder for the data of tests: in memory if there is enough of it, so that no write waits for a disk. */
export async function folderOfTestData() {
  const memory = await statfs(MEMORY).catch(() => undefined);
  const hasRoom =
    memory !== undefined && memory.bavail * memory.bsize >= NEEDED_MEMORY && freemem() >= NEEDED_MEMORY;
  return hasRoom ? join(MEMORY, 'linkflow-tests') : temporaryDir;
}

/**
 * Starts MongoDB and Redis in a temporary folder and puts their addresses into process.env, which later child processes inherit.
 * @param {string} purpose
 * @param {object} [options]
 * @param {Parameters<typeof startServices>[0]['report']} [options.report]
 * @param {boolean} [options.inMemory] for tests: keeps their data in memory, if there is room; not for measurements, which include the disk
 */
export async function provideServices(purpose, { report, inMemory = false } = {}) {
  const folder = await newTemporaryFolder(purpose, inMemory ? await folderOfTestData() : temporaryDir);
  const logs = join(folder, 'logs');
  const services = await startServices({ folder, logs, report, throwaway: inMemory });
  process.env.MONGODB_URI = services.mongoUri;
  process.env.REDIS_URL = services.redisUrl;
  const stop = async () => {
    await services.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...services, folder, stop };
}

/** Finds a browser and puts its path into process.env, which later child processes inherit. */
export async function provideBrowser() {
  process.env.CHROMIUM_PATH = await stage('browser', async (note) => {
    const { path, from } = await findBrowser(note);
    return { detail: `from ${from}`, value: path };
  });
}

/**
 * Runs a TypeScript program with the arguments of this script, then ends the script with the program's exit code.
 * @param {import('./lifecycle.mjs').Lifecycle} lifecycle
 * @param {string} file relative to the root
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function runProgram(lifecycle, file, env = {}) {
  console.log('');
  const args = ['--import', 'tsx', join(root, file), ...process.argv.slice(2)];
  await lifecycle.end(await lifecycle.run(process.execPath, args, { ...process.env, ...env }));
}
