/**
 * `npm test`: everything from an empty machine to a counted result. Arguments go to vitest:
 * `npm test -- canvas` runs the files with "canvas" in their path, `npm test -- --project unit` one group.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findBrowser } from './lib/browser.mjs';
import { live } from './lib/lifecycle.mjs';
import { prepare } from './lib/prepare.mjs';
import { newProfile } from './lib/profiles.mjs';
import { bold, green, red, seconds, stage } from './lib/progress.mjs';
import { startServices } from './lib/services.mjs';
import { groupsToRun, runGroup, splitArguments } from './lib/vitest.mjs';

const started = performance.now();

await live(async (life) => {
  let summary = '';
  // The first step to register is the last to run: the count is the very last line, for machines too.
  life.onStop(() => summary && console.log(summary));
  console.log(`\n${bold('Linkflow tests')}\n`);
  const { filters, projects, others } = splitArguments(process.argv.slice(2));
  const groups = await groupsToRun(projects, filters);
  const needsApps = groups.some(({ name }) => name !== 'unit');
  const needsBrowser = groups.some(({ name }) => name === 'e2e');

  await prepare(needsApps ? undefined : []);
  const folder = await newProfile('test');
  life.onStop(() => rm(folder, { recursive: true, force: true }));
  if (needsApps) {
    const services = await startServices({ folder, logs: join(folder, 'logs') });
    life.onStop(services.stop);
    process.env.MONGODB_URI = services.mongoUri;
    process.env.REDIS_URL = services.redisUrl;
  }
  if (needsBrowser) {
    process.env.CHROMIUM_PATH = await stage('browser', async (note) => {
      const { path, from } = await findBrowser(note);
      return { detail: `from ${from}`, value: path };
    });
  }

  const results = [];
  for (const group of groups) {
    console.log(
      `\n${bold(group.name)} (${group.files.length} ${group.files.length === 1 ? 'file' : 'files'})`,
    );
    results.push(await runGroup(group, [...filters, ...others], join(folder, `${group.name}.json`)));
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
  await life.end(failed > 0 || passed === 0 ? 1 : 0);
});
