/** A place for tests, measurements and screenshots: packages, outputs, and servers whose data goes away with the run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findBrowser } from './browser.mjs';
import { root } from './paths.mjs';
import { stopChild } from './processes.mjs';
import { newProfile } from './profiles.mjs';
import { stage } from './progress.mjs';
import { startServices } from './services.mjs';
import { watchOver } from './warden-client.mjs';

/**
 * A temporary folder that is gone when the script ends.
 * @param {import('./lifecycle.mjs').Life} life
 * @param {string} purpose
 */
export async function temporaryFolder(life, purpose) {
  const folder = await newProfile(purpose);
  life.onStop(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * MongoDB and Redis in that folder; whatever we start afterwards finds them in its environment.
 * @param {import('./lifecycle.mjs').Life} life
 * @param {string} folder
 */
export async function provideServices(life, folder) {
  const services = await startServices({ folder, logs: join(folder, 'logs') });
  life.onStop(services.stop);
  for (const { name, child, log } of services.children) life.guard(name, child, log);
  process.env.MONGODB_URI = services.mongoUri;
  process.env.REDIS_URL = services.redisUrl;
  return services;
}

/** A browser, named in the environment of whatever we start afterwards. */
export async function provideBrowser() {
  process.env.CHROMIUM_PATH = await stage('browser', async (note) => {
    const { path, from } = await findBrowser(note);
    return { detail: `from ${from}`, value: path };
  });
}

/**
 * Runs a program in TypeScript to its end, with our terminal as its own.
 * @param {import('./lifecycle.mjs').Life} life
 * @param {string} file relative to the root
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<number>} its exit code
 */
export async function runProgram(life, file, args, env = {}) {
  const options = { cwd: root, stdio: /** @type {const} */ ('inherit'), env: { ...process.env, ...env } };
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, file), ...args], options);
  watchOver(child, 10_000);
  life.onStop(() => stopChild(child));
  const [code] = await once(child, 'exit');
  return code ?? 1;
}
