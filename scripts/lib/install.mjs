/** Installs the packages when they are missing or no longer those of the lock file. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { root } from './paths.mjs';
import { findOnPath, run } from './processes.mjs';

/** @typedef {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }>} Packages */

/**
 * @param {(note: string) => void} [note]
 * @returns {Promise<boolean>} whether there was something to do
 */
export async function install(note = () => {}) {
  if (await isInstalled()) return false;
  const npm = await findNpm();
  note('npm ci (about a minute on a fresh machine)');
  // No package here needs an install script, so none may run one.
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const env = { ...process.env, NODE_ENV: 'development' };
  const { code, output } = await run(npm[0], [...npm.slice(1), ...options], { cwd: root, env });
  if (code !== 0) {
    throw new Failure('npm could not install the packages.', {
      details: output,
      mend: 'Check the connection to the package registry (npm ping), then run the same command again.',
    });
  }
  return true;
}

/**
 * npm notes in `node_modules` what it has installed, at the very end of its work. Comparing that note with the lock file finds
 * a missing, a broken-off and an outdated install, and is content with one that a developer made by hand.
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
  throw new Failure('npm is not on the PATH.', { mend: 'It comes with Node: https://nodejs.org.' });
}
