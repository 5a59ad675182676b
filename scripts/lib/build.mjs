/** Builds the three apps and the ui, each only when one of its inputs has changed. */
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateActions } from '../generate-actions.mjs';
import { Failure } from './failure.mjs';
import { root } from './paths.mjs';
import { isAlive, run } from './processes.mjs';

/** @typedef {'api' | 'click' | 'worker' | 'ui'} Target */

/** @type {Target[]} */
export const allTargets = ['api', 'click', 'worker', 'ui'];

const stampDir = join(root, 'dist', '.stamps');
const lockFile = join(root, 'dist', '.building');
/** Inputs of every target: packages and compiler settings. */
const common = ['package.json', 'package-lock.json', 'tsconfig.json'];

/** @param {Target} target */
const inputsOf = (target) =>
  target === 'ui'
    ? [...common, 'ui', 'libs/contracts', 'libs/workflow']
    : [...common, 'nest-cli.json', 'rspack.config.mjs', `apps/${target}`, 'libs'];

/** @param {Target} target */
const outputOf = (target) =>
  join(root, 'dist', ...(target === 'ui' ? ['ui', 'index.html'] : ['apps', target, 'main.js']));

/** Where the built entry of an app lies. @param {Exclude<Target, 'ui'>} app */
export const entryOf = (app) => outputOf(app);

/** Where the built ui lies. */
export const uiDir = join(root, 'dist', 'ui');

/**
 * Builds the targets that are out of date.
 * @param {Target[]} targets
 * @param {(note: string) => void} [note]
 * @returns {Promise<Target[]>} those that had to be built
 */
export async function build(targets = allTargets, note = () => {}) {
  const release = await lock();
  try {
    generateActions();
    /** @type {Target[]} */
    const built = [];
    const waiting = [...targets];
    // Two at a time: one build does not use two cores, and four need a gigabyte of memory.
    const lane = async () => {
      for (let target = waiting.shift(); target; target = waiting.shift()) {
        const hash = await hashOf(target);
        if (await isCurrent(target, hash)) continue;
        built.push(target);
        note(`building ${built.join(', ')}`);
        await buildOne(target);
        await mkdir(stampDir, { recursive: true });
        await writeFile(join(stampDir, target), hash);
      }
    };
    const results = await Promise.allSettled([lane(), lane()]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    return built;
  } finally {
    await release();
  }
}

/** @param {Target} target */
async function buildOne(target) {
  await rm(join(stampDir, target), { force: true });
  const bin = (/** @type {string} */ path) => join(root, 'node_modules', path);
  const { code, output } =
    target === 'ui'
      ? await run(process.execPath, [bin('vite/bin/vite.js'), 'build', '--outDir', uiDir, '--emptyOutDir'], {
          cwd: join(root, 'ui'),
        })
      : await run(process.execPath, [bin('@nestjs/cli/bin/nest.js'), 'build', target], { cwd: root });
  const made = await stat(outputOf(target)).catch(() => undefined);
  if (code === 0 && made) return;
  throw new Failure(`${target} does not build.`, {
    details: output,
    hint: 'Mend what the compiler says above, then run the same command again.',
  });
}

/** @param {Target} target @param {string} hash */
async function isCurrent(target, hash) {
  const stamp = await readFile(join(stampDir, target), 'utf8').catch(() => '');
  return (
    stamp === hash &&
    (await stat(outputOf(target))
      .then(() => true)
      .catch(() => false))
  );
}

/** @param {Target} target */
async function hashOf(target) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0] ?? '');
  for (const input of inputsOf(target)) {
    for (const file of await filesUnder(input)) {
      hash
        .update(file)
        .update('\0')
        .update(await readFile(join(root, file)).catch(() => ''));
    }
  }
  return hash.digest('hex');
}

/**
 * Input files below a path, without tests, in a fixed order.
 * @param {string} path relative to the root
 * @returns {Promise<string[]>}
 */
async function filesUnder(path) {
  const info = await stat(join(root, path)).catch(() => undefined);
  if (!info) return [];
  if (info.isFile()) return /\.spec\.tsx?$/.test(path) ? [] : [path];
  const names = (await readdir(join(root, path)))
    .filter((name) => name !== 'node_modules' && name !== 'dist')
    .sort();
  return (await Promise.all(names.map((name) => filesUnder(`${path}/${name}`)))).flat();
}

/**
 * Only one build at a time may write to dist/; a second one waits for the first.
 * @returns {Promise<() => Promise<void>>}
 */
async function lock() {
  await mkdir(join(root, 'dist'), { recursive: true });
  for (;;) {
    try {
      const file = await open(lockFile, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(lockFile, { force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    const owner = Number(await readFile(lockFile, 'utf8').catch(() => ''));
    if (owner && !isAlive(owner)) await rm(lockFile, { force: true });
    else await sleep(200);
  }
}
