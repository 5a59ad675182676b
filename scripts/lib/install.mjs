/** Installs the npm packages. Runs before they are installed, so it must not import any of them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { npmCommand, root } from './paths.mjs';
import { stage } from './progress.mjs';

/** @typedef {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }>} Packages */

/** Runs `npm ci` if the installed packages differ from those of the lock file. */
export async function install() {
  if (isInstalled()) return;
  await stage('packages', async (note) => {
    note('npm ci (about a minute on a fresh machine)');
    const [command, ...args] = npmCommand();
    // No package of this project needs an install script.
    const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const env = { ...process.env, NODE_ENV: 'development' };
    const { status, error, stdout, stderr } = spawnSync(command, [...args, ...options], {
      cwd: root,
      env,
      encoding: 'utf8',
    });
    if (status !== 0) {
      throw new Failure('npm could not install the packages.', {
        details: error?.message ?? stdout + stderr,
        hint: 'Check the connection to the package registry (npm ping), then run the same command again.',
      });
    }
    return { detail: 'installed', value: undefined };
  });
}

/**
 * Returns whether the installed packages are those of package-lock.json. It compares that file with `node_modules/.package-lock.json`,
 * which npm writes at the end of every install, also one by hand: it is missing or different after an interrupted or outdated install.
 */
function isInstalled() {
  const wanted = packagesIn('package-lock.json');
  const found = packagesIn('node_modules/.package-lock.json');
  if (!wanted || !found) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional, link }]) => {
    if (link || !path.includes('node_modules/')) return true;
    const installed = found[path];
    return installed ? installed.version === version : optional || devOptional;
  });
}

/** @param {string} file @returns {Packages | undefined} */
function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
