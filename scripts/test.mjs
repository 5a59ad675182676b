/**
 * `npm test`: builds what the tests need, starts MongoDB and Redis, runs the tests and prints how many passed and failed. Arguments go
 * to vitest: `npm test -- canvas` runs the files with "canvas" in their path, `npm test -- --project unit` one group of tests. `npm run
 * test:faults` runs the group `faults` with the full numbers of clicks, runs and kills, which takes minutes, instead of its short form.
 */
import { join } from 'node:path';
import { createVitest, parseCLI } from 'vitest/node';
import { buildTargets } from './lib/build.mjs';
import { Failure, printFailure } from './lib/failure.mjs';
import { privateDir } from './lib/paths.mjs';
import { bold, seconds } from './lib/progress.mjs';
import { provideBrowser, provideServices } from './lib/test-environment.mjs';
import { TestSummary } from './lib/test-summary.mjs';

/** Groups of tests that need neither the built apps nor MongoDB and Redis. */
const WITHOUT_SERVICES = new Set(['unit', 'components']);

console.log(`\n${bold('Linkflow tests')}\n`);
// Test workers and apps start hundreds of times with the same modules: Node keeps their compiled code here.
process.env.NODE_COMPILE_CACHE ??= join(privateDir, 'compile-cache');
const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);
const summary = new TestSummary();
const vitest = await createVitest({ reporters: ['default', summary], ...options, watch: false });
let stop = async () => {};
try {
  const files = await vitest.globTestSpecifications(filter);
  if (files.length === 0) throw new Failure('No test matches.');
  const groups = new Set(files.map(({ project }) => project.name));
  if ([...groups].some((group) => !WITHOUT_SERVICES.has(group))) {
    await buildTargets();
    ({ stop } = await provideServices('test', { inMemory: true }));
  }
  if (groups.has('e2e')) await provideBrowser();
  await vitest.start(filter);
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
} finally {
  await vitest.close();
  await stop();
}
console.log(`\n  ${seconds(performance.now())} in all\n`);
console.log(`${summary.passed} passed, ${summary.failed} failed`);
process.exit();
