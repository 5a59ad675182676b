/**
 * `npm test`: everything from an empty machine to a counted result. Arguments go to vitest:
 * `npm test -- canvas` runs the files with "canvas" in their path, `npm test -- --project unit` one group. `npm run test:faults` is
 * the group of that name with `--full`, which uses the full numbers of clicks, runs and kills (minutes) instead of the short form.
 */
import { join } from 'node:path';
import { runScript } from './lib/lifecycle.mjs';
import { prepare } from './lib/prepare.mjs';
import { bold, green, red, seconds } from './lib/progress.mjs';
import { groupsToRun, runGroup, splitArguments } from './lib/vitest.mjs';
import { provideBrowser, provideServices, temporaryFolder } from './lib/test-environment.mjs';

const started = performance.now();

await runScript(async (lifecycle) => {
  let summary = '';
  // Registered first, so it runs last: the count must be the last line of the output.
  lifecycle.onStop(() => summary && console.log(summary));
  console.log(`\n${bold('Linkflow tests')}\n`);
  const { filters, projects, others, full } = splitArguments(process.argv.slice(2));
  if (full) process.env.FAULTS = 'full';
  const groups = await groupsToRun(projects, filters);
  const needsApps = groups.some(({ name }) => name !== 'unit');
  const needsBrowser = groups.some(({ name }) => name === 'e2e');

  await prepare(needsApps ? undefined : []);
  const folder = await temporaryFolder(lifecycle, 'test');
  if (needsApps) await provideServices(lifecycle, folder);
  if (needsBrowser) await provideBrowser();

  const results = [];
  for (const group of groups) {
    console.log(
      `\n${bold(group.name)} (${group.files.length} ${group.files.length === 1 ? 'file' : 'files'})`,
    );
    results.push(
      await runGroup(lifecycle, group, [...filters, ...others], join(folder, `${group.name}.json`)),
    );
  }

  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  console.log('');
  for (const { name, passed, failed, skipped, ms } of results) {
    const mark = failed > 0 ? red('✗') : green('✓');
    const rest = skipped > 0 ? `, ${skipped} skipped` : '';
    console.log(
      `  ${mark} ${name.padEnd(12)} ${`${passed} passed, ${failed} failed${rest}`.padEnd(40)} ${seconds(ms)}`,
    );
  }
  for (const { failures } of results) for (const failure of failures) console.log(`  ${red('✗')} ${failure}`);
  if (passed + failed === 0) console.log('  No test matches.');
  console.log(`\n  ${seconds(performance.now() - started)} in all\n`);
  summary = `${passed} passed, ${failed} failed`;
  await lifecycle.end(failed > 0 || passed === 0 ? 1 : 0);
});
