/** The environment of tests, benchmarks and screenshots: a temporary folder, servers in it, and a browser. */
import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findBrowser } from './browser.mjs';
import { privateDir, root } from './paths.mjs';
import { isAlive, stopChild } from './processes.mjs';
import { stage } from './progress.mjs';
import { stopWithParent } from './reaper-client.mjs';
import { startServices } from './services.mjs';

const temporaryDir = join(privateDir, 'tmp');

/**
 * Creates a folder named after this process and removes folders of processes that were killed.
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
 * Creates a temporary folder that is removed when the script ends.
 * @param {import('./lifecycle.mjs').Lifecycle} lifecycle
 * @param {string} purpose
 */
export async function temporaryFolder(lifecycle, purpose) {
  const folder = await newTemporaryFolder(purpose);
  lifecycle.onStop(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Starts MongoDB and Redis in that folder and puts their addresses into the environment of later children.
 * @param {import('./lifecycle.mjs').Lifecycle} lifecycle
 * @param {string} folder
 */
export async function provideServices(lifecycle, folder) {
  const services = await startServices({ folder, logs: join(folder, 'logs') });
  lifecycle.onStop(services.stop);
  for (const { name, child, log } of services.children) lifecycle.guard(name, child, log);
  process.env.MONGODB_URI = services.mongoUri;
  process.env.REDIS_URL = services.redisUrl;
  return services;
}

/** Finds a browser and puts its path into the environment of later children. */
export async function provideBrowser() {
  process.env.CHROMIUM_PATH = await stage('browser', async (note) => {
    const { path, from } = await findBrowser(note);
    return { detail: `from ${from}`, value: path };
  });
}

/**
 * Runs a TypeScript program and waits for its end. It shares the terminal.
 * @param {import('./lifecycle.mjs').Lifecycle} lifecycle
 * @param {string} file relative to the root
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<number>} its exit code
 */
export async function runProgram(lifecycle, file, args, env = {}) {
  const options = { cwd: root, stdio: /** @type {const} */ ('inherit'), env: { ...process.env, ...env } };
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, file), ...args], options);
  stopWithParent(child, 10_000);
  lifecycle.onStop(() => stopChild(child));
  const [code] = await once(child, 'exit');
  return code ?? 1;
}
