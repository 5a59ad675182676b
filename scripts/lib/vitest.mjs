/** Runs the groups of tests (the projects of vitest.config.ts) and counts the results. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './paths.mjs';
import { stopChild } from './processes.mjs';
import { stopWithParent } from './reaper-client.mjs';

/** @typedef {{ name: string, files: string[] }} Group */
/** @typedef {{ name: string, passed: number, failed: number, skipped: number, failures: string[], ms: number }} Result */

/** In their order: fast groups first, one at a time, because fault and browser tests need the whole machine. */
const groups = {
  unit: { folders: ['libs', 'apps', 'scripts', 'ui/src'], pattern: /\.spec\.(tsx?|mjs)$/ },
  integration: { folders: ['test/integration'], pattern: /\.spec\.ts$/ },
  faults: { folders: ['test/faults'], pattern: /\.spec\.ts$/ },
  e2e: { folders: ['test/e2e'], pattern: /\.spec\.ts$/ },
};

/** Options of vitest that take the next argument as their value. */
const withValue = new Set([
  '-t',
  '--testNamePattern',
  '--reporter',
  '--testTimeout',
  '--retry',
  '--bail',
  '--shard',
]);

/**
 * Separates filters, projects and `--full` from the options that are passed to vitest.
 * @param {string[]} args
 * @returns {{ filters: string[], projects: string[], others: string[], full: boolean }}
 */
export function splitArguments(args) {
  /** @type {{ filters: string[], projects: string[], others: string[], full: boolean }} */
  const split = { filters: [], projects: [], others: [], full: false };
  for (let i = 0; i < args.length; i += 1) {
    const argument = args[i] ?? '';
    if (argument === '--project') split.projects.push(args[(i += 1)] ?? '');
    else if (argument.startsWith('--project=')) split.projects.push(argument.slice('--project='.length));
    else if (argument === '--full') split.full = true;
    else if (!argument.startsWith('-')) split.filters.push(argument);
    else split.others.push(argument, ...(withValue.has(argument) ? [args[(i += 1)] ?? ''] : []));
  }
  return split;
}

/**
 * The groups with at least one test file that matches the filters.
 * @param {string[]} projects
 * @param {string[]} filters
 * @returns {Promise<Group[]>}
 */
export async function groupsToRun(projects, filters) {
  // vitest accepts `file:12` for the test on that line.
  const parts = filters.map((filter) => filter.replace(/^\.\//, '').replace(/:\d+$/, ''));
  /** @type {Group[]} */
  const chosen = [];
  for (const [name, { folders, pattern }] of Object.entries(groups)) {
    if (projects.length > 0 && !projects.includes(name)) continue;
    const found = (await Promise.all(folders.map((folder) => filesUnder(folder)))).flat();
    const files = found.filter(
      (file) =>
        pattern.test(file) && (parts.length === 0 || parts.some((part) => join(root, file).includes(part))),
    );
    if (files.length > 0) chosen.push({ name, files });
  }
  return chosen;
}

/**
 * @param {import('./lifecycle.mjs').Lifecycle} lifecycle
 * @param {Group} group
 * @param {string[]} args
 * @param {string} report where the result goes
 * @returns {Promise<Result>}
 */
export async function runGroup(lifecycle, { name }, args, report) {
  const started = performance.now();
  const reporters = [
    '--reporter=default',
    `--reporter=${fileURLToPath(new URL('./count-reporter.mjs', import.meta.url))}`,
  ];
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', '--project', name, ...reporters, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, LINKFLOW_TEST_COUNT: report },
  });
  stopWithParent(child, 10_000);
  lifecycle.onStop(() => stopChild(child));
  const [code] = await once(child, 'exit');
  return { name, ...(await read(report, code)), ms: performance.now() - started };
}

/**
 * @param {string} report
 * @param {number | null} code
 * @returns {Promise<import('./count-reporter.mjs').Count>}
 */
async function read(report, code) {
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (!text) return { passed: 0, failed: 1, skipped: 0, failures: ['vitest ended without a result'] };
  /** @type {import('./count-reporter.mjs').Count} */
  const count = JSON.parse(text);
  if (code === 0 || count.failed > 0) return count;
  return { ...count, failed: 1, failures: [`vitest ended with ${code ?? 'a signal'}; its output says why`] };
}

/**
 * @param {string} folder relative to the root
 * @returns {Promise<string[]>}
 */
async function filesUnder(folder) {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
