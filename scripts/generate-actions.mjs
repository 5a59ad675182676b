/**
 * Writes libs/actions/src/registry.generated.ts, the list of the files beside it that are actions, so that a new action is one
 * new file. Runs by itself before a build and when vitest reads its configuration; by hand: `node scripts/generate-actions.mjs [folder]`.
 */
import { readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ACTIONS_DIR = fileURLToPath(new URL('../libs/actions/src', import.meta.url));
const FILE = 'registry.generated.ts';
const SUFFIX = '.action.ts';

/**
 * Brings the list up to date and leaves it alone when it already is, so that no watcher wakes for nothing.
 * @param {string} [dir] where the actions lie
 * @returns {boolean} whether the file had to be written
 */
export function generateActions(dir = ACTIONS_DIR) {
  const source = sourceOf(actionTypesIn(dir));
  const path = join(dir, FILE);
  if (read(path) === source) return false;
  // Whole or not at all: two processes may find it stale at the same moment.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, source);
  renameSync(draft, path);
  return true;
}

/** @param {string} dir */
function actionTypesIn(dir) {
  return readdirSync(dir)
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length))
    .sort();
}

/** @param {string[]} types */
function sourceOf(types) {
  const nameOf = (/** @type {string} */ type) =>
    `${type.replace(/-(.)/g, (_, letter) => letter.toUpperCase())}File`;
  return [
    '// Written by scripts/generate-actions.mjs from the *.action.ts files beside it. Not kept in git.',
    ...types.map((type) => `import * as ${nameOf(type)} from './${type}.action';`),
    '',
    '/** The modules of the action files by the name of the file. */',
    'export const ACTION_FILES: Readonly<Record<string, object>> = {',
    ...types.map((type) => `  '${type}': ${nameOf(type)},`),
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
