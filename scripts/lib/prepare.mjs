/** What every script does first: checks the system, installs packages and builds outputs, the last two only after a change. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allTargets, build } from './build.mjs';
import { Failure } from './failure.mjs';
import { root } from './paths.mjs';
import { findOnPath, run } from './processes.mjs';
import { stage } from './progress.mjs';

/** The scripts stop processes by POSIX signals and process groups. The version of Node is checked by scripts/node.mjs. */
export function checkRequirements() {
  if (process.platform !== 'win32') return;
  throw new Failure('Linkflow starts on Linux and macOS.', {
    hint: 'On Windows, run it in WSL (wsl --install), or with docker compose up.',
  });
}

/** @typedef {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }>} Packages */

/**
 * @param {(note: string) => void} [note]
 * @returns {Promise<boolean>} whether there was something to do
 */
export async function install(note = () => {}) {
  if (await isInstalled()) return false;
  const npm = await findNpm();
  note('npm ci (about a minute on a fresh machine)');
  // No package of this project needs an install script.
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const env = { ...process.env, NODE_ENV: 'development' };
  const { code, output } = await run(npm[0], [...npm.slice(1), ...options], { cwd: root, env });
  if (code !== 0) {
    throw new Failure('npm could not install the packages.', {
      details: output,
      hint: 'Check the connection to the package registry (npm ping), then run the same command again.',
    });
  }
  return true;
}

/**
 * npm writes `node_modules/.package-lock.json` at the end of an install. Comparing it with the lock file detects a missing, an
 * interrupted and an outdated install, and accepts one that a developer made by hand.
 */
async function isInstalled() {
  const wanted = await packagesIn(join(root, 'package-lock.json'));
  const found = await packagesIn(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !found) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional, link }]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true;
    if (link || optional || devOptional) return !found[path] || found[path].version === version;
    return found[path]?.version === version;
  });
}

/**
 * @param {string} file
 * @returns {Promise<Packages | undefined>}
 */
async function packagesIn(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** @returns {Promise<[string, ...string[]]>} the npm that runs us, or the one on the PATH */
async function findNpm() {
  const ours = process.env.npm_execpath;
  if (ours && /npm(-cli)?\.c?js$/.test(ours)) return [process.execPath, ours];
  const npm = await findOnPath('npm');
  if (npm) return [npm];
  throw new Failure('npm is not on the PATH.', { hint: 'It comes with Node: https://nodejs.org.' });
}

/** @param {import('./build.mjs').Target[]} [targets] */
export async function prepare(targets = allTargets) {
  checkRequirements();
  await stage('packages', async (note) => {
    const done = await install(note);
    return { detail: done ? 'installed' : 'up to date', value: undefined };
  });
  if (targets.length === 0) return;
  await stage('build', async (note) => {
    const built = await build(targets, note);
    return { detail: built.length > 0 ? `built ${built.join(', ')}` : 'up to date', value: undefined };
  });
}
