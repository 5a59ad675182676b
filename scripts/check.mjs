/** `npm run check`: static checks. `npm run check -- lint types` runs only the named ones. */
import { generateActions } from './generate-actions.mjs';
import { checkForwardRef, checkLockFile, checkRuntime } from './lib/own-checks.mjs';
import { runScript } from './lib/lifecycle.mjs';
import { checkRequirements, install } from './lib/prepare.mjs';
import { root } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';
import { bold, dim, green, red, seconds } from './lib/progress.mjs';
import { join } from 'node:path';

/** A check that runs a program of the packages is imported after they are installed. */
const checkPage = async () => (await import('./lib/page-check.mjs')).checkPage();
const checkTexts = async () => (await import('./lib/texts.mjs')).checkTexts();

/** @typedef {{ ok: boolean, output: string }} Outcome */

/**
 * A check that runs a program of node_modules.
 * @param {string} file
 * @param {...string} args
 * @returns {() => Promise<Outcome>}
 */
const tool =
  (file, ...args) =>
  async () => {
    const env = process.stdout.isTTY
      ? { ...process.env, FORCE_COLOR: '1' }
      : { ...process.env, NO_COLOR: '1' };
    const { code, output } = await run(process.execPath, [join(root, 'node_modules', file), ...args], {
      cwd: root,
      env,
    });
    return { ok: code === 0, output };
  };

/** @param {string} project @param {string} name @returns {[string, ...string[]]} */
const tsc = (project, name) => {
  const memory = join(root, 'node_modules', '.cache', `tsc-${name}.json`);
  return ['typescript/bin/tsc', '--noEmit', '-p', project, '--incremental', '--tsBuildInfoFile', memory];
};

const sources = ['apps', 'libs', 'ui/src', 'scripts', 'test'];

/** @type {[name: string, what: string, check: () => Promise<Outcome>][]} */
const checks = [
  ['format', 'prettier', tool('prettier/bin/prettier.cjs', '--check', '--cache', '--log-level=warn', '.')],
  ['lint', 'oxlint, type-aware', tool('oxlint/bin/oxlint', '--type-aware', '--deny-warnings')],
  ['types', 'tsc, apps, libs, scripts and tests', tool(...tsc('.', 'root'))],
  ['types-ui', 'tsc, ui', tool(...tsc('ui', 'ui'))],
  [
    'imports',
    'dependency-cruiser, the import table',
    tool('dependency-cruiser/bin/dependency-cruiser.mjs', '-c', '.dependency-cruiser.mjs', ...sources),
  ],
  ['forwardRef', 'no two classes that need each other', checkForwardRef],
  ['texts', 'no language in code, ICU messages', checkTexts],
  ['dead-code', 'knip', tool('knip/bin/knip.js', '--no-progress')],
  ['lock-file', 'complete, pinned, no hosts', checkLockFile],
  ['runtime', 'one version of Node', checkRuntime],
  ['page', 'size of the first load, opens in a browser', checkPage],
];

await runScript(async (lifecycle) => {
  console.log(`\n${bold('Linkflow check')}\n`);
  checkRequirements();
  await install();
  generateActions();
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !checks.some(([known]) => known === name));
  if (unknown.length > 0) {
    console.error(
      `  There is no check ${unknown.join(', ')}; there are ${checks.map(([name]) => name).join(', ')}.\n`,
    );
    return lifecycle.end(1);
  }
  let failed = 0;
  for (const [name, what, check] of checks) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const started = performance.now();
    const { ok, output } = await check();
    const time = dim(seconds(performance.now() - started));
    console.log(`  ${ok ? green('ok    ') : red('failed')}  ${name.padEnd(10)}  ${what.padEnd(40)} ${time}`);
    if (!ok) console.log(`\n${output.trim()}\n`);
    failed += ok ? 0 : 1;
  }
  console.log(failed === 0 ? '\n  All is well.\n' : `\n  ${failed} of them failed.\n`);
  return lifecycle.end(failed === 0 ? 0 : 1);
});
