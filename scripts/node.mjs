/**
 * Prints the path of a Node that runs Linkflow: the one that runs this file where its major version is that of .node-version or
 * newer, else the version of .node-version, fetched once from the npm registry into the cache.
 *
 * package.json starts every command with it: `node=$(node scripts/node.mjs) && exec "$node" scripts/start.mjs`. Notes and errors
 * go to stderr, since stdout is the path. Runs on Node 18 and newer, before `npm ci`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, printFailure } from './lib/failure.mjs';
import { cacheDir, root } from './lib/paths.mjs';

const oldestMajor = 18;
const wanted = readFileSync(join(root, '.node-version'), 'utf8').trim();
/** @param {string} version */
const majorOf = (version) => Number(version.split('.')[0]);

/** The npm package with nothing but the Node program of this kind of machine. */
const packageName = `node-${process.platform}-${process.arch}`;

/** @param {string} path */
function isWanted(path) {
  try {
    return execFileSync(path, ['--version'], { encoding: 'utf8', stdio: 'pipe' }).trim() === `v${wanted}`;
  } catch {
    return false;
  }
}

function fetchNode() {
  const folder = join(cacheDir, `node-${wanted}`);
  const path = join(folder, 'node_modules', packageName, 'bin', 'node');
  if (existsSync(path) && isWanted(path)) return path;

  console.error(`  This is Node ${process.versions.node}; fetching Node ${wanted} once, into ${cacheDir} …`);
  mkdirSync(cacheDir, { recursive: true });
  // A complete folder is moved into place in one step, so that two commands may fetch at the same time.
  const draft = mkdtempSync(join(cacheDir, '.node-'));
  try {
    const npm = process.env.npm_execpath;
    const [command, ...args] = npm && /\.c?js$/.test(npm) ? [process.execPath, npm] : ['npm'];
    const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const install = [...args, 'install', '--prefix', draft, ...options, `${packageName}@${wanted}`];
    const { status, stderr } = spawnSync(command ?? 'npm', install, { cwd: draft, encoding: 'utf8' });
    const fetched = join(draft, 'node_modules', packageName, 'bin', 'node');
    if (status !== 0 || !isWanted(fetched)) {
      throw new Failure(
        `Linkflow needs Node ${majorOf(wanted)} or newer, and ${packageName} could not be fetched.`,
        {
          details: stderr ?? '',
          hint: `Install Node ${majorOf(wanted)} yourself: https://nodejs.org, or nvm install ${majorOf(wanted)}.`,
        },
      );
    }
    rmSync(folder, { recursive: true, force: true });
    try {
      renameSync(draft, folder);
    } catch (error) {
      // Another command was faster.
      if (!isWanted(path)) throw error;
    }
    return path;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

try {
  const major = majorOf(process.versions.node);
  if (major < oldestMajor) {
    throw new Failure(
      `Linkflow starts from Node ${oldestMajor} or newer; this is ${process.versions.node}.`,
      {
        hint: `Install Node ${majorOf(wanted)}: https://nodejs.org, or nvm install ${majorOf(wanted)}.`,
      },
    );
  }
  console.log(major >= majorOf(wanted) ? process.execPath : fetchNode());
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}
