/** `npm run bench`: the numbers of docs/performance.md. Arguments go to test/bench/main.ts, e.g. `npm run bench -- a c`. */
import { live } from './lib/lifecycle.mjs';
import { prepare } from './lib/prepare.mjs';
import { bold } from './lib/progress.mjs';
import { provideServices, runProgram, temporaryFolder } from './lib/workbench.mjs';

await live(async (life) => {
  console.log(`\n${bold('Linkflow bench')}\n`);
  await prepare(['api', 'click', 'worker']);
  await provideServices(life, await temporaryFolder(life, 'bench'));
  console.log('');
  await life.end(await runProgram(life, 'test/bench/main.ts', process.argv.slice(2)));
});
