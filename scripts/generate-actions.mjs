/**
 * Writes libs/actions/src/registry.generated.ts, which imports every action file of its folder (`*.action.ts`, `*.actions.ts`), so that
 * a new action is one new file. Runs by itself before a build and when vitest reads its configuration; by hand: `node scripts/generate-actions.mjs [folder]`.
 */
import { readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ACTIONS_DIR = fileURLToPath(new URL('../libs/actions/src', import.meta.url));
const FILE = 'registry.generated.ts';
const ACTION_FILE = /\.actions?\.ts$/;

/**
 * Writes the list when it has changed; an unchanged file is not written, so that file watchers do not fire.
 * @param {string} [dir] where the actions lie
 * @returns {boolean} whether the file had to be written
 */
export function generateActions(dir = ACTIONS_DIR) {
  const source = sourceOf(actionFilesIn(dir));
  const path = join(dir, FILE);
  if (read(path) === source) return false;
  // Written to a temporary file and renamed, because two processes may write it at the same time.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, source);
  renameSync(draft, path);
  return true;
}

/** @param {string} dir */
function actionFilesIn(dir) {
  return readdirSync(dir)
    .filter((name) => ACTION_FILE.test(name))
    .sort();
}

/** @param {string[]} files */
function sourceOf(files) {
  const nameOf = (/** @type {string} */ file) =>
    file.replace(/\.ts$/, '').replace(/[-.](.)/g, (_, letter) => letter.toUpperCase());
  return [
    '// Written by scripts/generate-actions.mjs from the *.action.ts and *.actions.ts files beside it. Not stored in git.',
    ...files.map((file) => `import * as ${nameOf(file)} from './${file.replace(/\.ts$/, '')}';`),
    '',
    '/** The action modules by file name. */',
    'export const ACTION_FILES: Readonly<Record<string, object>> = {',
    ...files.map((file) => `  '${file}': ${nameOf(file)},`),
    '};',
    '',
  ].join('\n');
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generateActions(process.argv[2]);
