/** Builds the three apps and the ui, each only when one of its inputs has changed. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { generateActions } from '../generate-actions.mjs';
import { Failure } from './failure.mjs';
import { root } from './paths.mjs';
import { isAlive } from './processes.mjs';
import { stage } from './progress.mjs';

/** @typedef {'api' | 'click' | 'worker' | 'ui'} Target */

/** @type {Target[]} */
const allTargets = ['api', 'click', 'worker', 'ui'];

const stampDir = join(root, 'dist', '.stamps');
const lockFile = join(root, 'dist', '.building');
/** Files that are inputs of every target: packages and compiler settings. */
const common = ['package.json', 'package-lock.json', 'tsconfig.json'];

/** @param {Target} target */
const inputsOf = (target) =>
  target === 'ui'
    ? [...common, 'ui/**', 'libs/contracts/**', 'libs/workflow/**']
    : [...common, 'nest-cli.json', 'rspack.config.mjs', `apps/${target}/**`, 'libs/**'];

/** @param {Target} target */
const outputOf = (target) =>
  join(root, 'dist', ...(target === 'ui' ? ['ui', 'index.html'] : ['apps', target, 'main.js']));

/** Path of the built entry file of an app. @param {Exclude<Target, 'ui'>} app */
export const entryOf = (app) => outputOf(app);

/** Folder of the built ui. */
export const uiDir = join(root, 'dist', 'ui');

/** Builds the targets that are out of date, and shows the progress. @param {Target[]} [targets] */
export const buildTargets = (targets) =>
  stage('build', async (note) => {
    const built = await build(targets, note);
    return { detail: built.length > 0 ? `built ${built.join(', ')}` : 'up to date', value: undefined };
  });

/**
 * Builds the targets that are out of date.
 * @param {Target[]} targets
 * @param {(note: string) => void} [note]
 * @returns {Promise<Target[]>} the targets that were out of date
 */
export async function build(targets = allTargets, note = () => {}) {
  await mkdir(stampDir, { recursive: true });
  await lock();
  try {
    generateActions();
    /** @type {Target[]} */
    const built = [];
    const waiting = [...targets];
    // Builds two targets at a time: a single build does not use two cores, and four builds need a gigabyte of memory.
    const lane = async () => {
      for (let target = waiting.shift(); target; target = waiting.shift()) {
        const hash = hashOf(target);
        const stamp = join(stampDir, target);
        if (existsSync(outputOf(target)) && (await readFile(stamp, 'utf8').catch(() => '')) === hash)
          continue;
        built.push(target);
        note(`building ${built.join(', ')}`);
        await rm(stamp, { force: true });
        await buildOne(target);
        await writeFile(stamp, hash);
      }
    };
    const results = await Promise.allSettled([lane(), lane()]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    return built;
  } finally {
    await rm(lockFile, { force: true });
  }
}

/** @param {Target} target */
async function buildOne(target) {
  // Overrides the NODE_ENV of tests, which start builds too. With that value the ui's packages would be built in development mode.
  const env = { NODE_ENV: 'production' };
  const options = /** @type {const} */ ({ preferLocal: true, localDir: root, env, all: true, reject: false });
  const { failed, all } =
    target === 'ui'
      ? await execa('vite', ['build', '--outDir', uiDir, '--emptyOutDir'], {
          ...options,
          cwd: join(root, 'ui'),
        })
      : await execa('nest', ['build', target], { ...options, cwd: root });
  if (!failed && existsSync(outputOf(target))) return;
  throw new Failure(`${target} does not build.`, {
    details: all,
    hint: 'Correct what the compiler reports above, then run the same command again.',
  });
}

/** @param {Target} target */
function hashOf(target) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0] ?? '');
  const exclude = ['**/node_modules/**', '**/*.spec.{ts,tsx}'];
  for (const file of globSync(inputsOf(target), { cwd: root, exclude }).sort()) {
    const path = join(root, file);
    if (statSync(path).isFile()) hash.update(file).update('\0').update(readFileSync(path));
  }
  return hash.digest('hex');
}

/** Takes the build lock, because only one process may write to dist/. Waits while another living process holds it. */
async function lock() {
  for (;;) {
    try {
      return await writeFile(lockFile, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    const owner = Number(await readFile(lockFile, 'utf8').catch(() => ''));
    if (owner && !isAlive(owner)) await rm(lockFile, { force: true });
    else await sleep(200);
  }
}
