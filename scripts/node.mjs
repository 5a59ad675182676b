/**
 * Prints the path of a Node program that can run Linkflow. If the current Node's major version is at least that in .node-version, this
 * is the current Node. Otherwise it is the version in .node-version, which is fetched once from the npm registry into the cache.
 *
 * scripts/run.sh runs this file before every command. Only the path goes to stdout; notes and errors go to stderr. This file must run
 * on Node 18 and newer, and before `npm ci`.
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

/** The npm package that contains the Node program for this platform and processor, and nothing else. */
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
  // Fetches into a temporary folder and renames it when it is complete, because two commands may fetch at the same time.
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
      // The rename fails if another command has put the same version there first. That copy is used then.
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
