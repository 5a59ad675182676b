/**
 * Prints the path of a Node that runs Linkflow: the one that runs this file where its major version is that of .node-version or
 * newer, else the version of .node-version, fetched once from the npm registry into the cache.
 *
 * scripts/run.sh starts every command with it. Notes and errors go to stderr, since stdout is the path. Runs on Node 18 and newer,
 * before `npm ci`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, printFailure } from './lib/failure.mjs';
import { cacheDir, npmCommand, root } from './lib/paths.mjs';

const oldestMajor = 18;
const wanted = readFileSync(join(root, '.node-version'), 'utf8').trim();
/** @param {string} version */
const majorOf = (version) => Number(version.split('.')[0]);
const installHint = `Install Node ${majorOf(wanted)}: https://nodejs.org, or nvm install ${majorOf(wanted)}.`;

/** The npm package that contains only the Node program for this kind of machine. */
const packageName = `node-${process.platform}-${process.arch}`;
/** @param {string} folder */
const programIn = (folder) => join(folder, 'node_modules', packageName, 'bin', 'node');

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
  if (isWanted(programIn(folder))) return programIn(folder);

  console.error(`  This is Node ${process.versions.node}; fetching Node ${wanted} once, into ${cacheDir} …`);
  mkdirSync(cacheDir, { recursive: true });
  // A complete folder is moved into place in one step, so that two commands may fetch at the same time.
  const draft = mkdtempSync(join(cacheDir, '.node-'));
  try {
    const [command, ...args] = npmCommand();
    const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const install = [...args, 'install', '--prefix', draft, ...options, `${packageName}@${wanted}`];
    const { status, stderr } = spawnSync(command, install, { cwd: draft, encoding: 'utf8' });
    if (status !== 0 || !isWanted(programIn(draft))) {
      throw new Failure(
        `Linkflow needs Node ${majorOf(wanted)} or newer, and ${packageName} could not be fetched.`,
        { details: stderr ?? '', hint: installHint },
      );
    }
    rmSync(folder, { recursive: true, force: true });
    try {
      renameSync(draft, folder);
    } catch (error) {
      // Another command may have put the same version there first.
      if (!isWanted(programIn(folder))) throw error;
    }
    return programIn(folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

try {
  const major = majorOf(process.versions.node);
  if (major < oldestMajor) {
    const sentence = `Linkflow starts from Node ${oldestMajor} or newer; this is ${process.versions.node}.`;
    throw new Failure(sentence, { hint: installHint });
  }
  console.log(major >= majorOf(wanted) ? process.execPath : fetchNode());
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}
