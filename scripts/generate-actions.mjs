/**
 * Writes libs/actions/src/registry.generated.ts, which imports every action file of its folder (`*.action.ts`, `*.actions.ts`), so that
 * a new action needs only a new file. Builds, `npm run check` and vitest's configuration call it. By hand:
 * `node scripts/generate-actions.mjs [folder]`.
 */
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ACTIONS_DIR = fileURLToPath(new URL('../libs/actions/src', import.meta.url));

/**
 * Writes registry.generated.ts if its content changes. Otherwise the file is not touched, so that file watchers do not fire.
 * @param {string} [dir] folder of the action files
 */
export function generateActions(dir = ACTIONS_DIR) {
  const modules = readdirSync(dir)
    .filter((name) => /\.actions?\.ts$/.test(name))
    .sort()
    .map((name) => name.replace(/\.ts$/, ''));
  const nameOf = (/** @type {string} */ module) =>
    module.replace(/[-.](.)/g, (_, letter) => letter.toUpperCase());
  const source = [
    '// Written by scripts/generate-actions.mjs from the *.action.ts and *.actions.ts files beside it. Not stored in git.',
    ...modules.map((module) => `import * as ${nameOf(module)} from './${module}';`),
    '',
    '/** The action modules by file name. */',
    'export const ACTION_FILES: Readonly<Record<string, object>> = {',
    ...modules.map((module) => `  '${module}.ts': ${nameOf(module)},`),
    '};',
    '',
  ].join('\n');
  const path = join(dir, 'registry.generated.ts');
  if (existsSync(path) && readFileSync(path, 'utf8') === source) return;
  // Writes a temporary file and renames it, because two processes may write the file at the same time.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, source);
  renameSync(draft, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generateActions(process.argv[2]);
