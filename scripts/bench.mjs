/** `npm run bench`: measures the numbers of docs/performance.md. Arguments go to test/bench/main.ts, e.g. `npm run bench -- a c`. */
import { buildTargets } from './lib/build.mjs';
import { runScript } from './lib/lifecycle.mjs';
import { bold } from './lib/progress.mjs';
import { provideServices, runProgram } from './lib/test-environment.mjs';

await runScript(async (lifecycle) => {
  console.log(`\n${bold('Linkflow bench')}\n`);
  await buildTargets(['api', 'click', 'worker']);
  const services = await provideServices('bench');
  lifecycle.onStop(services.stop);
  services.servers.forEach(lifecycle.keep);
  await runProgram(lifecycle, 'test/bench/main.ts');
});
