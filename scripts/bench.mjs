/** `npm run bench`: the numbers of docs/performance.md. Arguments go to test/bench/main.ts, e.g. `npm run bench -- a c`. */
import { runScript } from './lib/lifecycle.mjs';
import { prepare } from './lib/prepare.mjs';
import { bold } from './lib/progress.mjs';
import { provideServices, runProgram, temporaryFolder } from './lib/test-environment.mjs';

await runScript(async (lifecycle) => {
  console.log(`\n${bold('Linkflow bench')}\n`);
  await prepare(['api', 'click', 'worker']);
  await provideServices(lifecycle, await temporaryFolder(lifecycle, 'bench'));
  console.log('');
  await lifecycle.end(await runProgram(lifecycle, 'test/bench/main.ts', process.argv.slice(2)));
});
