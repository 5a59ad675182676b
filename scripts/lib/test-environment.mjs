/** The environment of tests, benchmarks and screenshots: a temporary folder, servers with their data in it, and a browser. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findBrowser } from './browser.mjs';
import { privateDir, root } from './paths.mjs';
import { isAlive } from './processes.mjs';
import { stage } from './progress.mjs';
import { startServices } from './services.mjs';

const temporaryDir = join(privateDir, 'tmp');

/**
 * Creates a temporary folder whose name contains this process's id, and removes the folders of processes that no longer run.
 * @param {string} purpose
 * @returns {Promise<string>}
 */
export async function newTemporaryFolder(purpose) {
  await mkdir(temporaryDir, { recursive: true });
  for (const name of await readdir(temporaryDir)) {
    const owner = Number(/-(\d+)-[0-9a-f]+$/.exec(name)?.[1]);
    if (owner && !isAlive(owner))
      await rm(join(temporaryDir, name), { recursive: true, force: true }).catch(() => {});
  }
  const folder = join(temporaryDir, `${purpose}-${process.pid}-${randomBytes(3).toString('hex')}`);
  await mkdir(folder);
  return folder;
}

/**
 * Starts MongoDB and Redis in a temporary folder and puts their addresses into process.env, which later child processes inherit.
 * @param {string} purpose
 * @param {Parameters<typeof startServices>[0]['report']} [report]
 */
export async function provideServices(purpose, report) {
  const folder = await newTemporaryFolder(purpose);
  const services = await startServices({ folder, logs: join(folder, 'logs'), report });
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
