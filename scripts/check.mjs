/** `npm run check`: static checks. `npm run check -- lint types` runs only the named ones. */
import { execa } from 'execa';
import { generateActions } from './generate-actions.mjs';
import { runScript } from './lib/lifecycle.mjs';
import { checkLockFile, checkRuntime } from './lib/own-checks.mjs';
import { checkPage } from './lib/page-check.mjs';
import { root } from './lib/paths.mjs';
import { bold, dim, green, red, seconds } from './lib/progress.mjs';
import { checkTexts } from './lib/texts.mjs';

/** @typedef {{ ok: boolean, output: string }} Outcome */

/**
 * Returns a check that runs a program of node_modules. The check fails if the program ends with an error.
 * @param {string} command
 * @returns {() => Promise<Outcome>}
 */
const tool = (command) => async () => {
  const [program = '', ...args] = command.split(' ');
  const env = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };
  const options = /** @type {const} */ ({ cwd: root, preferLocal: true, env, all: true, reject: false });
  const { failed, all } = await execa(program, args, options);
  return { ok: !failed, output: all };
};

const tsc = (/** @type {string} */ project) =>
  tool(`tsc --noEmit -p ${project} --incremental --tsBuildInfoFile node_modules/.cache/${project}/tsc.json`);

/** @type {[name: string, what: string, check: () => Outcome | Promise<Outcome>][]} */
const checks = [
  ['format', 'prettier', tool('prettier --check --cache --log-level=warn .')],
  ['lint', 'oxlint, type-aware', tool('oxlint --type-aware --deny-warnings')],
  ['types', 'tsc, apps, libs, scripts and tests', tsc('.')],
  ['types-ui', 'tsc, ui', tsc('ui')],
  ['types-e2e', 'tsc, browser tests', tsc('test/e2e')],
  [
    'imports',
    'dependency-cruiser, the import table',
    tool('depcruise -c .dependency-cruiser.mjs apps libs ui/src scripts test'),
  ],
  ['texts', 'no language in code, ICU messages', checkTexts],
  ['dead-code', 'knip', tool('knip --no-progress')],
  ['lock-file', 'complete, pinned, no hosts', checkLockFile],
  ['runtime', 'one version of Node', checkRuntime],
  ['page', 'size of the first load, opens in a browser', checkPage],
];

await runScript(async (lifecycle) => {
  console.log(`\n${bold('Linkflow check')}\n`);
  generateActions();
  const wanted = process.argv.slice(2);
  const names = checks.map(([name]) => name);
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    console.error(`  There is no check ${unknown.join(', ')}; there are ${names.join(', ')}.\n`);
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
  console.log(failed === 0 ? '\n  All checks passed.\n' : `\n  ${failed} checks failed.\n`);
  return lifecycle.end(failed === 0 ? 0 : 1);
});
