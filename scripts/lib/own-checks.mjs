/** Checks of `npm run check` that no existing tool offers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** @typedef {{ version?: string, resolved?: string, link?: boolean, dependencies?: Record<string, string>, optionalDependencies?: Record<string, string>, devDependencies?: Record<string, string> }} Entry */

const read = (/** @type {string} */ path) => readFileSync(join(root, path), 'utf8');

/** Checks that the places that name a version of Node but cannot read .node-version have the same major version as that file. */
export function checkRuntime() {
  const wanted = read('.node-version').trim().split('.')[0];
  const { engines, devDependencies } = JSON.parse(read('package.json'));
  /** @type {[place: string, found: string | undefined][]} */
  const places = [
    ['package.json, engines.node', /^>=(\d+)$/.exec(engines.node)?.[1]],
    ['package.json, @types/node', devDependencies['@types/node'].split('.')[0]],
    ['Dockerfile, NODE_VERSION', /^ARG NODE_VERSION=(\d+)$/m.exec(read('Dockerfile'))?.[1]],
  ];
  const wrong = places.filter(([, found]) => found !== wanted);
  const output = wrong.map(([place, found]) => `${place} is ${found}, .node-version is ${wanted}`).join('\n');
  return { ok: wrong.length === 0, output };
}

export function checkLockFile() {
  const problems = lockFileProblems(JSON.parse(read('package-lock.json')).packages);
  for (const path of ['package.json', 'ui/package.json']) {
    /** @type {Entry} */
    const { dependencies, devDependencies } = JSON.parse(read(path));
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies })) {
      if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range)) problems.push(`${path}: ${name} is not pinned: ${range}`);
    }
  }
  return { ok: problems.length === 0, output: problems.join('\n') };
}

/**
 * Finds dependencies without an entry in the lock file, entries that name a host, and entries without a version. npm writes an incomplete
 * lock file if the registry lacks the package of some platform; `npm ci` then fails on that platform.
 * @param {Record<string, Entry>} packages
 * @returns {string[]}
 */
export function lockFileProblems(packages) {
  /** @type {string[]} */
  const problems = [];
  for (const [path, entry] of Object.entries(packages)) {
    const needed = {
      ...entry.dependencies,
      ...entry.optionalDependencies,
      ...(isOurs(path) ? entry.devDependencies : {}),
    };
    for (const name of Object.keys(needed)) {
      if (!resolves(packages, path, name))
        problems.push(`${path || 'the root'} needs ${name}, which has no entry`);
    }
    if (!entry.link && entry.resolved) problems.push(`${path} names a host: ${entry.resolved}`);
    if (!isOurs(path) && !entry.link && !entry.version) problems.push(`${path} has no version`);
  }
  return problems;
}

/** True for the root and its workspaces, false for installed packages. @param {string} path */
const isOurs = (path) => !path.includes('node_modules/');

/**
 * Returns whether `from` can import `name`. Looks as Node does: in the node_modules folder of `from`, then of each parent.
 * @param {Record<string, Entry>} packages
 * @param {string} from
 * @param {string} name
 */
function resolves(packages, from, name) {
  for (let place = from; ;) {
    if (packages[`${place ? place + '/' : ''}node_modules/${name}`]) return true;
    if (!place) return false;
    const up = place.lastIndexOf('/node_modules/');
    place = up >= 0 ? place.slice(0, up) : '';
  }
}
